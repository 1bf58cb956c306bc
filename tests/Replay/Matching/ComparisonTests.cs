using System.Collections.Immutable;
using System.Text;
using QmpFuzz.Replay.Matching;
using QmpFuzz.Replay.Rules;

namespace QmpFuzz.Tests.Replay.Matching;

public sealed class ComparisonTests
{
    /// <summary>Recorded, live, and the paths that differ by classes, by shape and exactly (null: no difference).</summary>
    public static TheoryData<string, string, string?, string?, string?> Table() => new()
    {
        { """{"return": {"a": 1}}""", """{"return": {"a": 1}}""", null, null, null },
        { """{"return": {"a": 1, "b": 2}}""", """{"return": {"b": 2, "a": 1}}""", null, null, null },
        { """{"return": {"a": 1}}""", """{"return": {"a": 2}}""", null, null, "$.return.a" },
        { """{"return": {"on": true}}""", """{"return": {"on": false}}""", null, null, "$.return.on" },
        { """{"return": {"a": "x"}}""", """{"return": {"a": 2}}""", null, "$.return.a", "$.return.a" },
        { """{"return": {"a": null}}""", """{"return": {"a": 2}}""", null, "$.return.a", "$.return.a" },
        { """{"return": {"a": 1, "b": 1}}""", """{"return": {"a": 1}}""", null, "$.return.b", "$.return.b" },
        { """{"return": {"a": 1}}""", """{"return": {"a": 1, "odd name": 1}}""", null, "$.return['odd name']", "$.return['odd name']" },
        { """{"return": [{"a": {"b": 1}}, {"a": {"b": 1}}]}""", """{"return": [{"a": {"b": 1}}, {"a": {"b": "1"}}]}""", null, "$.return[1].a.b", "$.return[1].a.b" },

        // arrays: another length is fine at shape, an element of a new shape is not, another order is
        { """{"return": [1, 2]}""", """{"return": [1, 2, 3]}""", null, null, "$.return" },
        { """{"return": [{"a": 1}, {"a": 2}]}""", """{"return": [{"a": 1}, {"a": 2}, {"b": 1}]}""", null, "$.return[2].a $.return[2].b", "$.return" },
        { """{"return": []}""", """{"return": [{"b": 1}]}""", null, null, "$.return" },
        { """{"return": [{"a": 1}]}""", """{"return": []}""", null, null, "$.return" },
        { """{"return": [{"a": 1}, 2]}""", """{"return": [2, {"a": 1}]}""", null, null, "$.return[0] $.return[1]" },

        // what a message is
        { """{"return": {}}""", """{"error": {"class": "GenericError", "desc": "x"}}""", "$", "$", "$" },
        { """{"error": {"class": "GenericError", "desc": "x"}}""", """{"error": {"class": "CommandNotFound", "desc": "x"}}""", "$.error.class", "$.error.class", "$.error.class" },
        { """{"error": {"class": "GenericError", "desc": "x"}}""", """{"error": {"class": "GenericError", "desc": "y"}}""", null, null, "$.error.desc" },
        { """{"return": {}, "id": 1}""", """{"return": {}, "id": 2}""", "$.id", "$.id", "$.id" },
        { """{"return": {}, "id": 1}""", """{"return": {}}""", "$.id", "$.id", "$.id" },
        { """{"return": inf}""", """{"return": inf}""", null, null, null },
        { """{"return": inf}""", """{"return": -inf}""", null, "$", "$" },

        // values that always differ
        { """{"event": "STOP", "timestamp": {"seconds": 1}}""", """{"event": "STOP", "timestamp": {"seconds": 2}}""", null, null, null },
        { """{"event": "STOP", "timestamp": {"seconds": 1}}""", """{"event": "STOP", "timestamp": {"seconds": "2"}}""", null, "$.timestamp.seconds", "$.timestamp.seconds" },
        { """{"QMP": {"version": {"package": "a"}, "capabilities": ["oob"]}}""", """{"QMP": {"version": {"package": "b"}, "capabilities": ["x"]}}""", null, null, "$.QMP.capabilities[0]" },
    };

    [Theory]
    [MemberData(nameof(Table))]
    public void Messages_AtEachLevel_DifferWhereItMatters(string recorded, string live, string? classes, string? shape, string? exact)
    {
        Assert.Empty(Compare(CompareLevel.None, recorded, live));
        Assert.Equal(classes ?? "", Compare(CompareLevel.Classes, recorded, live));
        Assert.Equal(shape ?? "", Compare(CompareLevel.Shape, recorded, live));
        Assert.Equal(exact ?? "", Compare(CompareLevel.Exact, recorded, live));
    }

    [Fact]
    public void Version_IsVolatileOnlyInTheAnswerToItsCommand()
    {
        const string recorded = """{"return": {"package": "a"}}""";
        const string live = """{"return": {"package": "b"}}""";
        Assert.Empty(Compare(CompareLevel.Exact, recorded, live, "query-version"));
        Assert.Equal("$.return.package", Compare(CompareLevel.Exact, recorded, live, "query-name"));
    }

    [Fact]
    public void Difference_Always_HasBothValues()
    {
        ImmutableArray<Difference> differences = new Comparison(CompareLevel.Shape, ReplayRules.Shipped, null).Compare(Message("""{"return": {"a": [1]}}"""), Message("""{"return": {"b": "x"}}"""), null);
        Assert.Equal([new Difference("$.return.a", "[1]", "nothing"), new Difference("$.return.b", "nothing", "\"x\"")], differences);
    }

    private static string Compare(CompareLevel level, string recorded, string live, string? command = null) =>
        string.Join(' ', new Comparison(level, ReplayRules.Shipped, null).Compare(Message(recorded), Message(live), command).Select(difference => difference.Path));

    private static ServerMessage Message(string text) => ServerMessage.Read(Encoding.UTF8.GetBytes(text), TimeSpan.Zero);
}
