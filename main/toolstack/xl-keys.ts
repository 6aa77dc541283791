/** The keys of xl.cfg(5) and of its parser (tools/xl/xl_parse.c), by what this toolstack does with them. */

/** Read, checked and acted on by domain-config.ts. */
// prettier-ignore
export const actedOnKeys = [
  "name", "uuid", "type", "kernel", "extra", "cmdline", "memory", "maxmem", "vcpus", "maxvcpus", "cpus", "cpu_weight", "cap",
  "max_grant_frames", "driver_domain", "on_poweroff", "on_reboot", "on_watchdog", "on_crash", "vdispl", "vkb",
] as const;

/** xl takes these; here they are kept, listed and without effect, so that the files of a real board load unchanged. */
// prettier-ignore
export const keptKeys = [
  "acpi", "acpi_firmware", "acpi_laptop_slate", "acpi_s3", "acpi_s4", "altp2m", "altp2mhvm", "apic", "arm_sci", "bios",
  "bios_path_override", "blkdev_start", "boot", "bootloader", "bootloader_args", "bootloader_restrict", "bootloader_user", "builder",
  "channel", "claim_mode", "colo", "console", "cpuid", "cpus_soft", "device_model_args", "device_model_args_hvm", "device_model_args_pv",
  "device_model_override", "device_model_stubdomain_override", "device_model_stubdomain_seclabel", "device_model_user",
  "device_model_version", "device_tree", "disk", "dm_restrict", "dtdev", "e820_host", "event_channels", "extratime", "firmware",
  "firmware_override", "force_assign_without_iommu", "gfx_passthru", "gic_version", "gpu", "hap", "hdtype", "hpet", "init_seclabel",
  "ioemu", "iomem", "ioports", "irqs", "keymap", "latency", "llc_colors", "localtime", "max_event_channels", "max_grant_version",
  "max_maptrack_frames", "mca_caps", "mmio_hole", "ms_vm_genid", "msr_relaxed", "nested_hvm", "nestedhvm", "nic", "nodes", "nographic",
  "nomigrate", "nr_spis", "numa_placement", "nx", "on_soft_reset", "oos", "p9", "pae", "passthrough", "pci", "pci_msitranslate",
  "pci_permissive", "pci_power_mgmt", "pci_seize", "period", "pool", "pvcalls", "pvh", "pvshim", "pvshim_cmdline", "pvshim_extra",
  "pvshim_path", "ramdisk", "rdm", "rdm_mem_boundary", "root", "rtc_timeoffset", "sched", "sdl", "seclabel", "serial", "shadow_memory",
  "slice", "smbios", "smbios_firmware", "soundhw", "spice", "spiceagent_mouse", "spice_clipboard_sharing", "spicedisable_ticketing",
  "spicehost", "spice_image_compression", "spicepasswd", "spiceport", "spice_streaming_video", "spicetls_port", "spiceusbredirection",
  "spicevdagent", "static_shm", "stdvga", "suppress_spurious_page_faults", "sve", "system_firmware", "tee", "timer_mode", "trap_unmapped_accesses",
  "tsc_mode", "usb", "usbctrl", "usbdev", "usbdevice", "usbversion", "vendor_device", "vfb", "vga", "videoram", "vif", "vif2", "viommu",
  "viridian", "virtio", "vkb_device", "vmtrace_buf_kb", "vnc", "vncconsole", "vncdisplay", "vnclisten", "vncpasswd", "vncunused", "vncviewer",
  "vnuma", "vpmu", "vpt_align", "vscsi", "vsnd", "vtpm", "vuart", "xen_platform_pci", "xend_suspend_evtchn_compat", "xenstore_quota",
] as const;

/** Only the xl of the xen-troops products takes these; upstream's ignores them without a word. */
export const forkKeys = ["dt_compatible", "dt_passthrough_nodes", "scmi", "vcamera", "vgsx"] as const;

/** Keys people write that mean something else, or nothing, with what to do instead. */
export const misleadingKeys: ReadonlyMap<string, string> = new Map([
  ["budget", "xl has no such key; RTDS budgets are set on the running domain: xl sched-rtds -d NAME -v all -p 10000 -b 4000"],
  ["weight", "the key is cpu_weight"],
  ["on_restart", "the key is on_reboot"],
  ["on_shutdown", "the key is on_poweroff"],
]);
