using System.Text.Json;
using QmpFuzz.Replay.Safety;

namespace QmpFuzz.Tests.Replay.Safety;

public sealed class SafetyRulesTests
{
    [Fact]
    public void Lists_AsShipped_NameEachCommandOnceAList() =>
        Assert.Equal(SafetyRules.Shipped.Length, SafetyRules.Shipped.DistinctBy(rule => (rule.Danger, rule.Name)).Count());

    [Fact]
    public void StopAndCont_InTheShippedLists_AreInNeither() =>
        Assert.DoesNotContain(SafetyRules.Shipped, rule => rule.Covers("stop") || rule.Covers("cont"));

    [Fact]
    public void Conditions_BelowACommand_BelongToIt()
    {
        SafetyRule rule = Assert.Single(SafetyRules.Parse(["# why", "", "host move-*", "  unless to.kind (a|b)", "  when by x.*"]));
        Assert.True(rule.Refuses("move-it", Arguments("""{"by": "xy"}""")));
        Assert.False(rule.Refuses("move-it", Arguments("""{"by": "yx"}""")));
        Assert.False(rule.Refuses("move-it", Arguments("""{"by": "x", "to": {"kind": "b"}}""")));
        Assert.True(rule.Refuses("move-it", Arguments("""{"by": "x", "to": {"kind": "ab"}}""")));
        Assert.False(rule.Refuses("remove-it", Arguments("""{"by": "x"}""")));
    }

    private static JsonElement Arguments(string json) => JsonElement.Parse(json);
}
