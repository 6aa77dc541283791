#!/bin/bash
# fetch.sh ARCH FOLDER: Xen, a kernel, Xen's tools and their libraries for amd64 or armhf, as Debian's packages, unpacked in FOLDER and not
# installed. apt has a state of its own there, so the machine's knows nothing of it.
set -euo pipefail
ARCH=$1
W=$(mkdir -p "$2" && cd "$2" && pwd)
mkdir -p "$W"/apt/{state/lists/partial,cache/archives/partial,sources.d,dpkg} "$W"/{debs,boot,root}
touch "$W/apt/dpkg/status"
# The mirrors that this machine's own apt has, for another architecture.
apt-get indextargets --format '$(SITE) $(RELEASE) ' 'Created-By: Packages' 'Component: main' | sort -u |
  awk -v a="$ARCH" '$2 ~ /^bookworm/ { print "deb [arch=" a " signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] " $1 " " $2 " main" }' \
  > "$W/apt/sources.list"
[ -s "$W/apt/sources.list" ] || { echo "wanted a source of Debian bookworm in apt's lists, found none" >&2; exit 1; }
cat > "$W/apt/apt.conf" <<X
APT::Architecture "$ARCH";
APT::Architectures { "$ARCH"; };
APT::Sandbox::User "root";
Dir::State "$W/apt/state";
Dir::State::status "$W/apt/dpkg/status";
Dir::Cache "$W/apt/cache";
Dir::Etc::sourcelist "$W/apt/sources.list";
Dir::Etc::sourceparts "$W/apt/sources.d";
Acquire::Languages "none";
X
export APT_CONFIG="$W/apt/apt.conf"
apt-get -qq update || echo "some lists could not be had; going on with what there is"
EXTRA=
case $ARCH in
amd64) KERNEL=linux-image-amd64 HYPERVISOR=xen-hypervisor-4.17-amd64 ;;
armhf)
  KERNEL=linux-image-armmp-lpae HYPERVISOR=xen-hypervisor-4.17-armhf
  # dom0's Node there is Debian's.
  EXTRA="libatomic1 nodejs libnode108 libc-ares2 libicu72 libnghttp2-14 libuv1 libbrotli1 libssl3 node-acorn node-cjs-module-lexer node-undici" ;;
*) echo "wanted amd64 or armhf, got $ARCH" >&2; exit 2 ;;
esac
IMAGE=$(apt-cache depends $KERNEL | awk '/Depends: linux-image/ { print $2; exit }')
cd "$W/debs"
# shellcheck disable=SC2086
apt-get -q download "$IMAGE" $HYPERVISOR libc6 libgcc-s1 libstdc++6 zlib1g libzstd1 liblzma5 libbz2-1.0 libuuid1 libcom-err2 libext2fs2 libyajl2 \
  libncurses6 libtinfo6 libfdt1 libnl-3-200 libnl-route-3-200 libaio1 libsystemd0 libxenmisc4.17 libxencall1 libxendevicemodel1 libxenevtchn1 \
  libxenforeignmemory1 libxengnttab1 libxenhypfs1 libxenstore4 libxentoolcore1 libxentoollog1 xen-utils-4.17 xen-utils-common xenstore-utils \
  busybox-static $EXTRA
for package in *.deb; do
  case $package in
  linux-image* | xen-hypervisor*) dpkg-deb -x "$package" "$W/boot" ;;
  *) dpkg-deb -x "$package" "$W/root" ;;
  esac
done
cd "$W"
depmod -b boot "$(ls boot/lib/modules)"
cp boot/boot/vmlinuz-* vmlinuz
case $ARCH in
amd64) gzip -dc boot/boot/xen-4.17-amd64.gz > xen ;;
*) for image in boot/boot/xen-4.17-arm*; do case $image in *.config) ;; *) cp "$image" xen ;; esac; done ;;
esac
touch fetched
