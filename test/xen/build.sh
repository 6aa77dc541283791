#!/bin/bash
# build.sh ARCH FOLDER NODE KOFFI: the two machines as initial RAM disks, FOLDER/domu.cpio.gz and FOLDER/dom0.cpio; dom0 has the DomU's in /guest.
# NODE: dom0's Node, or "-" for the one that was fetched. KOFFI: a node_modules with koffi and its binary for ARCH.
set -euo pipefail
HERE=$(cd "$(dirname "$0")" && pwd)
ARCH=$1 W=$(cd "$2" && pwd) NODE=$3 KOFFI=$4
RELEASE=$(ls "$W/boot/lib/modules")
APPLETS="sh mount umount cat ls echo mkdir mknod insmod lsmod dmesg sleep usleep ps kill poweroff reboot od grep sed awk head tail ln cp rm mv env
 date timeout uptime free wc cut tr tee true false test expr printf find xargs sort touch chmod uname id seq basename dirname readlink sync sha256sum"
# modules ROOT NAME…: those modules and what they need, and the order to load them in.
modules() {
  local root=$1
  shift
  mkdir -p "$root/lib/mod" "$root/etc"
  : > "$root/etc/mods"
  for name in "$@"; do modprobe -d "$W/boot" -S "$RELEASE" --show-depends "$name" | awk '$1 == "insmod" { print $2 }'; done | awk '!seen[$0]++' |
    while read -r file; do
      cp "$file" "$root/lib/mod/"
      basename "$file" >> "$root/etc/mods"
    done
}
busybox() {
  mkdir -p "$1"/{bin,sbin,proc,sys,dev,run,tmp,var,etc,root,mnt}
  cp "$W/root/bin/busybox" "$1/bin/busybox"
  for applet in $APPLETS; do ln -sf busybox "$1/bin/$applet"; done
}
pack() { (cd "$1" && find . | LC_ALL=C sort | cpio -o -H newc -R 0:0 --quiet); }

case $ARCH in
amd64)
  python3 "$HERE/extract-vmlinux.py" "$W/vmlinuz" "$W/vmlinux"
  KERNEL=$W/vmlinux DISPLAY_FRONTEND=drm_xen_front VIRTIO= CC=gcc INCLUDE= ;;
armhf)
  # Debian's kernel for it has no displif frontend: build-drm-arm.sh made one, and this is what it depends on.
  KERNEL=$W/vmlinuz DISPLAY_FRONTEND=$(modinfo -F depends "$W/extra-mod/drm_xen_front.ko" | tr , ' ') VIRTIO=virtio_mmio CC=arm-linux-gnueabihf-gcc INCLUDE= ;;
esac

rm -rf "$W/domu" "$W/dom0"
busybox "$W/domu"
# shellcheck disable=SC2086
modules "$W/domu" evdev $DISPLAY_FRONTEND xen-evtchn xen-gntalloc
if [ -d "$W/extra-mod" ]; then
  cp "$W/extra-mod/drm_xen_front.ko" "$W/domu/lib/mod/"
  echo drm_xen_front.ko >> "$W/domu/etc/mods"
fi
install -m755 "$HERE/domu/init" "$W/domu/init"
for program in evread kmsflip garbage; do
  # Xen's headers are the same for every architecture.
  $CC -O2 -static -Wall -Werror -idirafter /usr/include -I /usr/include/libdrm -o "$W/domu/bin/$program" "$HERE/domu/$program.c"
done
pack "$W/domu" | gzip -1 > "$W/domu.cpio.gz"

busybox "$W/dom0"
cp -a "$W/root/." "$W/dom0/"
find "$W/dom0/usr/share" -mindepth 1 -maxdepth 1 ! -name nodejs -exec rm -rf {} +
rm -rf "$W"/dom0/usr/lib/*/gconv "$W"/dom0/usr/lib/python3*
# shellcheck disable=SC2086
modules "$W/dom0" xen-privcmd xen-evtchn xen-gntdev xen-gntalloc xenfs virtio_pci $VIRTIO 9pnet_virtio 9p
[ "$NODE" = - ] || install -m755 "$NODE" "$W/dom0/usr/bin/node"
mkdir -p "$W/dom0/opt/node_modules/@koromix" "$W/dom0/guest"
cp -a "$KOFFI/koffi" "$W/dom0/opt/node_modules/"
cp -a "$KOFFI"/@koromix/koffi-linux-* "$W/dom0/opt/node_modules/@koromix/"
cp "$KERNEL" "$W/dom0/guest/vmlinux"
cp "$W/domu.cpio.gz" "$W/dom0/guest/initrd"
# The cockpit's domain is the same one, with its test in its own file.
TYPE=$([ "$ARCH" = amd64 ] && echo 'type = "pv"' || echo '# ARM has one type')
sed "s/^type = .*/$TYPE/" "$HERE/dom0/domu.cfg" > "$W/dom0/opt/domu.cfg"
mkdir "$W/dom0/opt/cockpit"
cp "$HERE/dom0/cockpit.yaml" "$W/dom0/opt/cockpit/"
{ cat "$W/dom0/opt/domu.cfg"; echo 'extra = "console=hvc0 rdinit=/init loglevel=4 domutest=devices"'; } > "$W/dom0/opt/cockpit/domu.cfg"
install -m755 "$HERE/dom0/init" "$W/dom0/init"
pack "$W/dom0" > "$W/dom0.cpio"
