#!/bin/bash
# boot.sh ARCH FOLDER SHARE SECONDS: boots Xen and dom0 in QEMU, which emulates the processor; dom0's console is stdout. dom0 runs SHARE/run.sh, with
# SHARE at /share, and then powers off.
set -euo pipefail
ARCH=$1 W=$(cd "$2" && pwd) SHARE=$(cd "$3" && pwd) SECONDS_MAX=$4
case $ARCH in
amd64)
  exec timeout -k 5 "$SECONDS_MAX" qemu-system-x86_64 -machine pc -accel tcg,thread=multi,tb-size=512 -cpu qemu64 -smp 1 -m 2500 \
    -nographic -no-reboot -nodefaults -serial stdio -monitor none \
    -kernel "$W/xen" \
    -append "dom0_mem=1500M,max:1500M console=com1 com1=115200,8n1 loglvl=warning guest_loglvl=warning conring_size=512k noreboot=0 spec-ctrl=no xpti=no" \
    -initrd "$W/vmlinux console=hvc0 earlyprintk=xen rdinit=/init mitigations=off,$W/dom0.cpio" \
    -virtfs local,path="$SHARE",mount_tag=share,security_model=none,id=share ;;
armhf)
  # A Cortex-A15 with the virtualization extensions, as in a TI J6. QEMU's device tree lies at 0x48000000: modules must not.
  exec timeout -k 5 "$SECONDS_MAX" qemu-system-arm -machine virt,virtualization=true,gic-version=2,highmem=off -accel tcg,thread=multi,tb-size=512 \
    -cpu cortex-a15 -smp 1 -m 2048 -nographic -no-reboot -nodefaults -serial stdio -monitor none \
    -kernel "$W/xen" -append "dom0_mem=1024M console=dtuart dtuart=/pl011@9000000 bootscrub=0 loglvl=warning guest_loglvl=warning conring_size=512k" \
    -device guest-loader,addr=0x58000000,kernel="$W/vmlinuz",bootargs="console=hvc0 rdinit=/init clk_ignore_unused" \
    -device guest-loader,addr=0x60000000,initrd="$W/dom0.cpio" \
    -fsdev local,path="$SHARE",security_model=none,id=share -device virtio-9p-device,fsdev=share,mount_tag=share ;;
esac
