using System.Text.Json;
using QmpFuzz.Replay.Rules;

namespace QmpFuzz.Tests.Replay.Rules;

public sealed class RulesFileTests
{
    private const int MostRules = 15;

    [Fact]
    public void ShippedRules_Always_AreFewAndExcuseNoErrorNoCommandAndNoWholeReturn()
    {
        Assert.InRange(ReplayRules.Shipped.Count, 1, MostRules);
        foreach (string place in (string[])["$", "$.return", "$.error", "$.error.class", "$.error.desc", "$.id", "$.event"])
        {
            Assert.False(ReplayRules.Shipped.Ignores("query-migrate", place), place);
            Assert.False(ReplayRules.Shipped.IsOptional("query-migrate", place), place);
        }
    }

    [Theory]
    [InlineData("ignore", "line 1: a rule needs its reason")]
    [InlineData("ignore * $.a -- ", "line 1: a rule needs its reason")]
    [InlineData("# a comment\n\nignore * -- why", "line 3: 'ignore' needs more words")]
    [InlineData("settle query-status $.return.status soon -- why", "line 1: 'settle' needs more words")]
    [InlineData("forget * $.a -- why", "line 1: 'forget' is no kind of rule")]
    [InlineData("text ( -- why", "line 1: ")]
    public void Rule_ThatMakesNoSense_IsAReasonWithItsLine(string text, string reason)
    {
        Assert.Null(RulesFile.Parse("my.rules", text, out string said));
        Assert.StartsWith("my.rules: " + reason, said, StringComparison.Ordinal);
    }

    [Fact]
    public void Rules_OfAFile_AddToOthers()
    {
        ReplayRules rules = ReplayRules.Shipped.With(Parse("ignore query-name $.return.name -- the test's\ntimed MY_* -- the test's"));
        Assert.Equal(ReplayRules.Shipped.Count + 2, rules.Count);
        Assert.True(rules.Ignores("query-name", "$.return.name"));
        Assert.True(rules.Ignores("query-name", "$.return.name[0].x"));
        Assert.False(rules.Ignores("query-name", "$.return.names"));
        Assert.False(rules.Ignores("query-uuid", "$.return.name"));
        Assert.True(rules.IsTimed("MY_EVENT"));
        Assert.True(rules.IsTimed("MIGRATION"));
        Assert.False(rules.IsTimed("STOP"));
    }

    [Fact]
    public void PathOfAnyDepth_Always_CoversTheMemberEverywhere()
    {
        Assert.True(ReplayRules.Shipped.Ignores("query-iothreads", "$.return[0].thread-id"));
        Assert.True(ReplayRules.Shipped.Ignores("query-cpus-fast", "$.return[12].thread-id"));
        Assert.False(ReplayRules.Shipped.Ignores("query-cpus-fast", "$.return[12].props.my-thread-id"));
    }

    [Fact]
    public void Text_WithAnAddress_IsNormalised() =>
        Assert.Equal(ReplayRules.Shipped.Normalise("at 0x7f0011223344 of unix:/a/b,server"), ReplayRules.Shipped.Normalise("at 0x7f99aabbccdd of unix:/c,server"));

    [Fact]
    public void State_ThatHasNotSettled_IsWaitedFor()
    {
        JsonElement recorded = JsonElement.Parse("""{"return": {"status": "postmigrate"}}""");
        JsonElement live = JsonElement.Parse("""{"return": {"status": "finish-migrate"}}""");
        Assert.True(ReplayRules.Shipped.PauseBehind("query-status", recorded, live) > TimeSpan.Zero);
        Assert.Equal(TimeSpan.Zero, ReplayRules.Shipped.PauseBehind("query-status", recorded, recorded));
        Assert.Equal(TimeSpan.Zero, ReplayRules.Shipped.PauseBehind("query-name", recorded, live));
    }

    private static ReplayRules Parse(string text) => RulesFile.Parse("test", text, out string reason) ?? throw new InvalidOperationException(reason);
}
