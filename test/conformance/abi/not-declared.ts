/** What Xen's headers define and protocol/ does not declare, with the reason. A name that the headers lose must go from here, too. */
export const NOT_DECLARED: readonly { readonly because: string; readonly names: readonly string[] }[] = [
  {
    because: "arithmetic at compile time: ringSize of protocol/ring.ts",
    names: ["__RD2", "__RD4", "__RD8", "__RD16", "__RD32", "__CONST_RING_SIZE", "__RING_SIZE"],
  },
  {
    because: "makes types: abiOfRing of protocol/abi-entry.ts is what it makes",
    names: ["DEFINE_RING_TYPES"],
  },
  {
    because: "code, of which protocol/ring.ts has the like in methods; ring.test.ts runs the two beside each other",
    names: [
      ...["SHARED_RING_INIT", "FRONT_RING_ATTACH", "FRONT_RING_INIT", "XEN_FRONT_RING_INIT", "BACK_RING_ATTACH", "BACK_RING_INIT"],
      ...["RING_SIZE", "RING_FREE_REQUESTS", "RING_FULL", "XEN_RING_NR_UNCONSUMED_RESPONSES", "XEN_RING_NR_UNCONSUMED_REQUESTS"],
      ...["RING_HAS_UNCONSUMED_RESPONSES", "RING_HAS_UNCONSUMED_REQUESTS", "RING_GET_REQUEST", "RING_GET_RESPONSE"],
      ...["RING_COPY_", "RING_COPY_REQUEST", "RING_COPY_RESPONSE"],
      ...["RING_REQUEST_PROD_OVERFLOW"],
      ...["RING_PUSH_REQUESTS", "RING_PUSH_RESPONSES", "RING_PUSH_REQUESTS_AND_CHECK_NOTIFY", "RING_PUSH_RESPONSES_AND_CHECK_NOTIFY"],
      ...["RING_FINAL_CHECK_FOR_REQUESTS", "RING_FINAL_CHECK_FOR_RESPONSES"],
    ],
  },
  {
    because: "laxer than protocol/ring.ts, which lets neither end be ahead of what the other has put",
    names: ["RING_REQUEST_CONS_OVERFLOW", "RING_RESPONSE_PROD_OVERFLOW"],
  },
  {
    because: "private to one half of a ring, on no shared page",
    names: ["xen_displif", "xen_sndif", "xen_cameraif", "blkif"].flatMap((tag) => [`${tag}_front_ring`, `${tag}_back_ring`]),
  },
  {
    because: "netif's and a tap device's octet of a ring's pad, which all others leave 0",
    names: ["xen_displif", "xen_sndif", "xen_cameraif", "blkif"].flatMap((tag) => [
      `${tag}_sring.pvt.netif.smartpoll_active`,
      `${tag}_sring.pvt.tapif_user.msg`,
    ]),
  },
  {
    because: "rings of octets, for 9pfs and pvcalls: no device of ours",
    names: ["XEN_FLEX_RING_SIZE", "DEFINE_XEN_FLEX_RING", "DEFINE_XEN_FLEX_RING_AND_INTF"],
  },
  {
    because: "a slot's address: protocol/event-page.ts has it; event-page.test.ts runs the two beside each other",
    names: [
      ...["XENKBD_IN_RING", "XENKBD_IN_RING_REF", "XENKBD_OUT_RING", "XENKBD_OUT_RING_REF", "XENDISPL_IN_RING", "XENDISPL_IN_RING_REF"],
      ...["XENSND_IN_RING", "XENSND_IN_RING_REF", "XENCAMERA_IN_RING", "XENCAMERA_IN_RING_REF"],
    ],
  },
  { because: "a modulus: protocol/io/xs-ring.ts takes it where it indexes", names: ["MASK_XENSTORE_IDX"] },
  { because: "C's own table of errno and name; headers.test.ts holds its names against XS_ERRORS", names: ["XSD_ERROR", "xsd_errors"] },
  { because: "what errno.h makes its constants with", names: ["XEN_ERRNO"] },
  { because: "a type's name", names: ["blkif_vdev_t", "blkif_sector_t"] },
];
