namespace QmpFuzz.Tests.Fuzz.Drivers.LibFuzzer;

/// <summary>
/// What ClusterFuzz, ClusterFuzzLite and OSS-Fuzz look for in what a libFuzzer binary prints (clusterfuzz: stacktraces/constants.py and
/// libFuzzer/stats.py; oss-fuzz: infra/cifuzz and bad_build_check), written down anew.
/// </summary>
internal static class ClusterFuzzWords
{
    public const string StackFrame = @"^\s*#(\d+)\s+(0x[0-9a-f]+)\s+in\s+(\S+)( .+:(\d+))?$";
    public const string Artefact = @"Test unit written to\s*(.*(crash|oom|timeout|leak)-.*)";
    public const string Modules = @"(?m)^INFO:\s+Loaded\s+\d+\s+modules\s+\((\d+)\s+inline 8-bit counters\):\s+(\d+)\s.*$";
    public const string SeedCorpus = @"(?m)^INFO:\s+seed corpus:\s+files:\s+(\d+).*rss:\s+(\d+)Mb";
    public const string StatusLine = @"(?m)^#\d+\s*(READ|INITED|NEW|pulse|REDUCE|RELOAD|DONE)\s.*cov: \d+ ft: \d+ corp: \d+/\d+[KM]?b.* exec/s: \d+ rss: \d+Mb";
    public const string Inited = @"(?m)^#\d+\s+INITED\s+cov: (\d+) ft: (\d+)";
    public const string Merged = @"(?m)^MERGE-OUTER:\s+(\d+)\s+new files with\s+(\d+)\s+new features added;\s+(\d+)\s+new coverage edges";
    public const string MaxLength = @"(?m)^INFO: -max_len is not provided; libFuzzer will not generate inputs larger than (\d+) bytes";
    public const string Stat = @"(?m)^stat::(\w+):\s+(\d+)$";
    public const string Crash = @"(?m)^==\d+== ?ERROR: libFuzzer: deadly signal";
    public const string Exited = @"(?m)^==\d+== ?ERROR: libFuzzer: fuzz target exited";
    public const string Timeout = @"(?m)^==\d+== ?ERROR: libFuzzer: timeout after \d+ seconds";
    public const string Memory = @"(?m)^==\d+== ?ERROR: libFuzzer: out-of-memory \(used: \d+Mb; limit: \d+Mb\)";
}
