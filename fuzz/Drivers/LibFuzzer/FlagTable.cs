namespace QmpFuzz.Fuzz.Drivers.LibFuzzer;

/// <summary>What becomes of a flag of libFuzzer's here.</summary>
internal enum FlagFate
{
    /// <summary>It does here what it does there.</summary>
    Honoured,

    /// <summary>There is nothing here for it to change; says so by name and goes on, since ClusterFuzz's strategies set some of them.</summary>
    WithoutEffect,

    /// <summary>What it asks for cannot be had here; ends the run and says so by name.</summary>
    Refused,

    /// <summary>One of our processes says it to another one.</summary>
    Internal,
}

/// <summary>A flag: a number, or text (no default).</summary>
internal sealed record Flag(string Name, long? Default, FlagFate Fate, string Description)
{
    public bool IsText => Default is null;
}

/// <summary>The flags of libFuzzer (LLVM 14 to 19), by name, and those between our own processes.</summary>
internal static class FlagTable
{
    public static IReadOnlyList<Flag> All { get; } =
    [
        Number("verbosity", 1, "How much is printed: 0 findings only, 1 status lines too."),
        Number("seed", 0, "Where all chance comes from. 0: drawn and printed."),
        Number("runs", -1, "Executions to make (-1: until stopped); of single files: of each."),
        Number("max_len", 0, "The longest input that is made; files of the corpus are cut to it. 0: as long as the longest of them, 4096 at least."),
        Number("len_control", 100, "Short inputs first: how many executions without news, times the logarithm of the limit, raise it. 0: up to -max_len at once."),
        Text("seed_inputs", "Files to start from, with commas between; or @ and a file that holds such a list."),
        Number("keep_seed", 0, "1: what it starts from stays in the corpus in memory, new or not."),
        Number("timeout", 1200, "Seconds that one input may take by the clock. One that spends its probe budget is a timeout before that."),
        Number("error_exitcode", 77, "The exit code after a finding."),
        Number("timeout_exitcode", 70, "The exit code after a timeout."),
        Number("max_total_time", 0, "Seconds to fuzz; 0: no limit."),
        Number("help", 0, "1: prints this."),
        Number("fork", 0, "N: fuzzes in N processes at a time, each with part of the corpus, and goes on after those that -ignore_... name."),
        Number("ignore_timeouts", 1, "With -fork: goes on after a timeout."),
        Number("ignore_ooms", 1, "With -fork: goes on after an out-of-memory."),
        Number("ignore_crashes", 0, "With -fork: goes on after a crash."),
        Number("merge", 0, "1: copies to the first folder what the others show and it does not, smallest inputs first."),
        Text("merge_control_file", "Where a merge writes down how far it is: it goes on from there when it was killed, and does not run again what is in it."),
        Number("minimize_crash", 0, "1: makes the given crashing input smaller, as long as it shows the same finding; -runs or -max_total_time limit it."),
        Number("cleanse_crash", 0, "1: replaces bytes of the given crashing input by blanks or 0xff, as long as it shows the same finding."),
        Number("use_cmp", 1, "0: operands of comparisons are not put into inputs."),
        Number("jobs", 0, "Runs that many processes, one after the other in -workers places, with output in fuzz-N.log."),
        Number("workers", 0, "How many jobs at a time; 0: half as many as there are cores, at most -jobs."),
        Number("reload", 1, "Seconds between two looks at what others put into the first folder; 0: never."),
        Number("report_slow_units", 10, "Writes slow-unit-... for inputs that take that many seconds, and longer than any before."),
        Text("dict", "A dictionary in AFL's format."),
        Text("artifact_prefix", "What the path of an artefact begins with; a folder ends in /."),
        Text("exact_artifact_path", "The path of the artefact, whatever is in it."),
        Number("print_final_stats", 0, "1: prints stat:: lines at the end."),
        Number("rss_limit_mb", 2048, "Memory of the process; 0: no limit."),
        Number("create_missing_dirs", 0, "1: makes folders that are named and not there."),
        Text("stop_file", "Ends as soon as this file is there."),
        Number("ignore_remaining_args", 0, "1: what stands behind it is not read."),
        Idle("use_value_profile", 0, "operands of comparisons always guide this engine, unless -use_cmp=0"),
        Idle("entropic", 1, "rare features always have more energy"),
        Idle("entropic_feature_frequency_threshold", 255, "rarity is measured by sampling"),
        Idle("entropic_number_of_rarest_features", 100, "rarity is measured by sampling"),
        Idle("entropic_scale_per_exec_time", 0, "cost counts always, in probes"),
        Idle("mutate_depth", 5, "mutators say how many are stacked"),
        Idle("cross_over", 1, "mutators splice where they pay"),
        Idle("cross_over_uniform_dist", 0, "mutators splice with any entry"),
        Idle("reduce_depth", 0, "inputs are trimmed before they are kept"),
        Idle("reduce_inputs", 1, "inputs are trimmed before they are kept"),
        Idle("shrink", 0, "inputs are trimmed before they are kept"),
        Idle("shuffle", 1, "inputs come in order of their size"),
        Idle("prefer_small", 1, "inputs come in order of their size"),
        Idle("use_counters", 1, "edges are always counted"),
        Idle("use_memmem", 1, "comparisons of strings and spans are seen with -use_cmp"),
        Idle("exit_on_time", 0, "use -max_total_time"),
        Idle("fork_corpus_groups", 0, "parts of the corpus are drawn"),
        Idle("print_pcs", 0, "qmpfuzz report --html shows the source that was reached"),
        Idle("print_funcs", 2, "qmpfuzz report --html shows the source that was reached"),
        Idle("print_corpus_stats", 0, "use the status lines"),
        Idle("print_coverage", 0, "qmpfuzz report --html shows the source that was reached"),
        Idle("print_full_coverage", 0, "qmpfuzz report --html shows the source that was reached"),
        Idle("dump_coverage", 0, "deprecated"),
        Idle("handle_segv", 1, "the death of the target is seen from outside"),
        Idle("handle_bus", 1, "the death of the target is seen from outside"),
        Idle("handle_abrt", 1, "the death of the target is seen from outside"),
        Idle("handle_ill", 1, "the death of the target is seen from outside"),
        Idle("handle_fpe", 1, "the death of the target is seen from outside"),
        Idle("handle_trap", 1, "the death of the target is seen from outside"),
        Idle("handle_int", 1, "always handled"),
        Idle("handle_term", 1, "always handled"),
        Idle("handle_xfsz", 1, "always handled"),
        Idle("handle_usr1", 1, "always handled"),
        Idle("handle_usr2", 1, "always handled"),
        Idle("handle_winexcept", 1, "not on this system"),
        Idle("close_fd_mask", 0, "redirect in the shell"),
        Idle("detect_leaks", 1, "memory is managed"),
        Idle("purge_allocator_interval", 1, "memory is managed"),
        Idle("trace_malloc", 0, "memory is managed"),
        Idle("malloc_limit_mb", 0, "-rss_limit_mb limits the managed heap too"),
        Idle("only_ascii", 0, "mutators make any bytes"),
        Idle("use_clang_coverage", 0, "deprecated"),
        IdleText("features_dir", "features are kept in memory"),
        IdleText("mutation_graph_file", "use qmpfuzz fuzz, which says where each entry came from"),
        IdleText("focus_function", "all of the target counts"),
        IdleText("exit_on_src_pos", "for tests of libFuzzer itself"),
        IdleText("exit_on_item", "for tests of libFuzzer itself"),
        new("set_cover_merge", 0, FlagFate.Refused, "use -merge=1"),
        new("analyze_dict", 0, FlagFate.Refused, "dictionaries are not analysed"),
        new("data_flow_trace", null, FlagFate.Refused, "there is no data flow trace of managed code"),
        new("collect_data_flow", null, FlagFate.Refused, "there is no data flow trace of managed code"),
        new("merge_inner", 0, FlagFate.Internal, ""),
        new("minimize_crash_internal_step", 0, FlagFate.Internal, ""),
        new("guarded", null, FlagFate.Internal, ""),
    ];

    private static Flag Number(string name, long value, string description) => new(name, value, FlagFate.Honoured, description);

    private static Flag Text(string name, string description) => new(name, null, FlagFate.Honoured, description);

    private static Flag Idle(string name, long value, string reason) => new(name, value, FlagFate.WithoutEffect, reason);

    private static Flag IdleText(string name, string reason) => new(name, null, FlagFate.WithoutEffect, reason);
}
