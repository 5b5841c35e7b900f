// The fields of an item that a reader may state, as the service names them. What is not stated is unknown.

/** Number formats, those that data sheets give first. */
export const FORMATS: readonly string[] = [
  "fp64", "fp32", "tf32", "bf16", "fp16", "fp8", "fp4", "int8", "int4", "fp6", "int16", "int32", "int1",
];

/** Figures and texts, typed as they are written. */
export const PLAIN: readonly string[] = [
  "kind", "transistor", "tpp", "die_area_mm2", "dram_bandwidth_gb_s", "link_bandwidth_gb_s", "host_bandwidth_gb_s",
  "hbm_bandwidth_gb_s", "hbm_area_mm2", "training_operations", "base_classification", "designer", "designer_headquarters",
  "designer_ultimate_parent", "made_in", "process_node_nm", "transistor_count_bn", "packager", "packaged_in",
  "us_content_percent",
];

/** Facts that are yes, no or unknown. */
export const FLAGS: readonly string[] = [
  "designed_or_marketed_for_datacenter", "contains_hbm", "packaged_by_fabricator", "us_origin", "direct_product",
];

/** Counts, which the service takes as whole numbers alone. */
export const WHOLE: readonly string[] = ["completion_year"];
