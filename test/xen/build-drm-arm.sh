#!/bin/bash
# build-drm-arm.sh FOLDER: Debian's ARM kernels leave out displif's frontend. Builds drm_xen_front of the same source against the headers of the kernel
# that was fetched into FOLDER, into FOLDER/extra-mod.
set -euo pipefail
W=$(cd "$1" && pwd)
RELEASE=$(ls "$W/boot/lib/modules")
B=$W/modsrc
rm -rf "$B"
mkdir -p "$B/x" "$W/extra-mod"
cd "$B"
# What runs here, and then what is for the other machine.
apt-get -q download linux-source-6.1 linux-kbuild-6.1
APT_CONFIG="$W/apt/apt.conf" apt-get -q download "linux-headers-$RELEASE" "linux-headers-${RELEASE%-armmp-lpae}-common"
for package in *.deb; do dpkg-deb -x "$package" x; done
tar xJf x/usr/src/linux-source-6.1.tar.xz linux-source-6.1/drivers/gpu/drm/xen
sed -i "s#include /usr/src/#include $B/x/usr/src/#" "x/usr/src/linux-headers-$RELEASE/Makefile"
make -s -C "$B/x/usr/src/linux-headers-$RELEASE" M="$B/linux-source-6.1/drivers/gpu/drm/xen" ARCH=arm CROSS_COMPILE=arm-linux-gnueabihf- \
  CONFIG_DRM_XEN_FRONTEND=m CONFIG_DRM_XEN=y modules
cp linux-source-6.1/drivers/gpu/drm/xen/drm_xen_front.ko "$W/extra-mod/"
rm -rf "$B"
