using QmpFuzz.Fuzz.Drivers.LibFuzzer;

namespace QmpFuzz.Tests.Fuzz.Drivers.LibFuzzer;

public sealed class FlagsTests
{
    /// <summary>What ClusterFuzz, ClusterFuzzLite and OSS-Fuzz set.</summary>
    public static TheoryData<string> FlagsInUse() => new(
        "runs", "max_total_time", "timeout", "rss_limit_mb", "max_len", "len_control", "seed", "dict", "artifact_prefix", "exact_artifact_path", "print_final_stats",
        "merge", "merge_control_file", "minimize_crash", "cleanse_crash", "use_value_profile", "fork", "jobs", "workers", "reload", "ignore_crashes", "ignore_timeouts",
        "ignore_ooms", "help", "close_fd_mask", "detect_leaks", "entropic");

    [Theory]
    [MemberData(nameof(FlagsInUse))]
    public void Parse_FlagInUse_IsKnownAndDoesNotEndTheRun(string name)
    {
        Flags flags = Flags.Parse([$"-{name}=1"]);
        Assert.DoesNotContain(flags.Remarks, remark => remark.Contains("unrecognized", StringComparison.Ordinal));
        Assert.Null(flags.Refusal);
    }

    [Fact]
    public void Parse_ACall_TellsFlagsFromInputsAndOptions()
    {
        Flags flags = Flags.Parse(["-runs=4", "--target=embedded", "corpus", "-seed=1337", "more"]);
        Assert.Equal((4, 1337), (flags["runs"], flags["seed"]));
        Assert.Equal(["corpus", "more"], flags.Inputs);
        Assert.Equal(["--target=embedded"], flags.Options);
        Assert.Empty(flags.Remarks);
    }

    [Fact]
    public void Parse_NothingGiven_HasLibFuzzersDefaults()
    {
        Flags flags = Flags.Parse([]);
        Assert.Equal((-1, 1200, 2048, 100), (flags["runs"], flags["timeout"], flags["rss_limit_mb"], flags["len_control"]));
        Assert.Equal((77, 70, 1, 0), (flags["error_exitcode"], flags["timeout_exitcode"], flags["ignore_ooms"], flags["ignore_crashes"]));
        Assert.Null(flags.Text("dict"));
    }

    [Fact]
    public void Parse_OptionApartFromItsValue_IsOneOption() => Assert.Equal(["--target=dll:a.dll"], Flags.Parse(["--target", "dll:a.dll"]).Options);

    [Fact]
    public void Parse_FlagThatNobodyKnows_IsAWarningByName()
    {
        Flags flags = Flags.Parse(["-no_such_flag=1", "-help"]);
        Assert.Equal(
            ["WARNING: unrecognized flag '-no_such_flag=1'; use -help=1 to list all flags", "WARNING: unrecognized flag '-help'; use -help=1 to list all flags"],
            flags.Remarks);
    }

    [Fact]
    public void Parse_FlagWithTwoDashes_AsksWhetherOneWasMeant() => Assert.Equal(["WARNING: did you mean '-runs=4' (single dash)?"], Flags.Parse(["--runs=4"]).Remarks);

    [Fact]
    public void Parse_FlagThatChangesNothingHere_SaysSoUnlessItAsksForNothing()
    {
        Assert.StartsWith("INFO: -use_value_profile=1 has no effect here: ", Assert.Single(Flags.Parse(["-use_value_profile=1"]).Remarks), StringComparison.Ordinal);
        Assert.Empty(Flags.Parse(["-use_value_profile=0", "-entropic=1", "-features_dir="]).Remarks);
    }

    [Fact]
    public void Parse_FlagThatCannotBeHad_IsRefusedByName()
    {
        Assert.StartsWith("ERROR: -data_flow_trace=dir is not supported: ", Flags.Parse(["-data_flow_trace=dir"]).Refusal, StringComparison.Ordinal);
        Assert.Null(Flags.Parse(["-set_cover_merge=0"]).Refusal);
    }

    [Fact]
    public void Parse_IgnoreRemaining_ReadsNoFurther() => Assert.Empty(Flags.Parse(["-ignore_remaining_args=1", "corpus"]).Inputs);

    [Theory]
    [InlineData("12", 12)]
    [InlineData("-1", -1)]
    [InlineData("5s", 5)]
    [InlineData("x", 0)]
    public void Parse_Number_IsReadAsFarAsItIsOne(string text, long value) => Assert.Equal(value, Flags.Parse([$"-runs={text}"])["runs"]);

    [Fact]
    public void Table_Always_HasEachNameOnceWithAnExplanation()
    {
        Assert.Equal(FlagTable.All.Count, FlagTable.All.Select(flag => flag.Name).Distinct().Count());
        Assert.All(FlagTable.All.Where(flag => flag.Fate != FlagFate.Internal), flag => Assert.NotEqual("", flag.Description));
    }
}
