using System.Text;
using QmpFuzz.Corpus.Testcases;
using QmpFuzz.Fuzz;
using QmpFuzz.Fuzz.Mutators;

namespace QmpFuzz.Tests.Fuzz.Mutators;

public sealed class AlterationsTests
{
    private const string Greeting = "{\"QMP\": {\"capabilities\": [\"oob\"]}}\r\n";
    private const string Reply = "{\"return\": {\"a\": \"x\", \"b\": \"y\"}, \"id\": \u001Ei\0}\r\n";
    private const string Script = Greeting + "\u001Ea" + Reply;

    /// <summary>An alteration of a message, by its name, and what becomes of the reply.</summary>
    public static TheoryData<string, string> Replies() => new()
    {
        { "drop", "" },
        { "twice", Reply + Reply },
        { "close-before", "" },
        { "close-inside", Reply[..(Reply.Length / 2)] },
        { "hang-up", "\u001Ex" + Reply },
        { "error", "{\"id\": \u001Ei\0, \"error\": {\"class\": \"GenericError\", \"desc\": \"qmpfuzz\"}}\r\n" },
        { "split", Reply.Insert(Reply.Length / 2, "\u001Es") },
        { "no-line-end", Reply.TrimEnd() },
        { "line-feed", Reply.TrimEnd() + "\n" },
        { "single-quotes", Reply.Replace('"', '\'') },
        { "no-id", "{\"return\": {\"a\": \"x\", \"b\": \"y\"}}\r\n" },
        { "other-id", Reply.Replace("\u001Ei\0", "\"qmpfuzz\"", StringComparison.Ordinal) },
        { "number", "42\r\n" },
        { "unknown-member", Reply.Insert(1, "\"qmpfuzz\": [null], ") },
        { "member-twice", Reply.Insert(1, "\"return\": {\"a\": \"x\", \"b\": \"y\"}, ") },
        { "stray-return", "{\"return\": {}}\r\n" + Reply },
        { "endless-line", "{\"event\": \"\u001Enx\u001El\u001C" + Reply },
        { "deep", "{\"event\": \"RESUME\", \"timestamp\": {}, \"data\": \u001En[\u001El\u0011}\r\n" + Reply },
    };

    /// <summary>An alteration of a value, by its name, the value, and what becomes of the reply.</summary>
    public static TheoryData<string, string, string> Values() => new()
    {
        { "null", "\"y\"", "{\"return\": {\"a\": \"x\", \"b\": null}" },
        { "uint64", "\"x\"", "{\"return\": {\"a\": 18446744073709551615, \"b\": \"y\"}" },
        { "sibling", "\"y\"", "{\"return\": {\"a\": \"x\", \"b\": \"x\"}" },
        { "drop", "\"y\"", "{\"return\": {\"a\": \"x\"}" },
        { "drop", "\"x\"", "{\"return\": { \"b\": \"y\"}" },
        { "in-list", "\"x\"", "{\"return\": {\"a\": [\"x\"], \"b\": \"y\"}" },
        { "long", "\"x\"", "{\"return\": {\"a\": \"\u001Enx\u001El\u0011\", \"b\": \"y\"}" },
        { "deep", "{\"a\": \"x\", \"b\": \"y\"}", "{\"return\": \u001En[\u001El\u000C\u001En]\u001El\u000C" },
    };

    [Theory]
    [MemberData(nameof(Replies))]
    public void MessageAlteration_OfAReply_LeavesTheRest(string name, string expected) =>
        Assert.Equal(Greeting + "\u001Ea" + expected, Alter(MessageAlterations.All.First(each => each.Name == name).Alteration, context => context.Outline.Messages[1]));

    [Theory]
    [MemberData(nameof(Values))]
    public void ValueAlteration_OfAReply_LeavesTheRest(string name, string value, string expected) => Assert.Equal(
        Greeting + "\u001Ea" + expected + ", \"id\": \u001Ei\0}\r\n",
        Alter(ValueAlterations.All.First(each => each.Name == name).Alteration, _ => new Stretch(Script.IndexOf(value, StringComparison.Ordinal), Script.IndexOf(value, StringComparison.Ordinal) + value.Length)));

    [Fact]
    public void Alterations_Always_ChangeAScriptOrSayThatTheyDoNot()
    {
        MutationContext context = new(new DeterministicRandom(1), MutationDictionary.Empty, 4096);
        byte[] script = Encoding.Latin1.GetBytes(Script);
        foreach ((string name, Alteration alteration) in MessageAlterations.All.Concat(ValueAlterations.All))
        {
            foreach (Stretch message in Outline(script).Messages)
            {
                context.Begin(script, [], []);
                bool changed = alteration(context, message);
                Assert.True(changed != context.Input.Bytes.SequenceEqual(script), name);
            }
        }
    }

    [Fact]
    public void Names_OfAlterations_AreDifferent()
    {
        Assert.Distinct(MessageAlterations.All.Select(each => each.Name));
        Assert.Distinct(ValueAlterations.All.Select(each => each.Name));
    }

    [Fact]
    public void BadUtf8_OfAMessage_IsNoUtf8()
    {
        string altered = Alter(MessageAlterations.All.First(each => each.Name == "bad-utf8").Alteration, context => context.Outline.Messages[0]);
        Assert.Contains("\u00C3(", altered, StringComparison.Ordinal);
        Assert.Throws<DecoderFallbackException>(() => new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(Encoding.Latin1.GetBytes(altered)));
    }

    [Fact]
    public void SplitBytes_OfAMessage_DoesNotCutSteps()
    {
        string altered = Alter(MessageAlterations.All.First(each => each.Name == "split-bytes").Alteration, context => context.Outline.Messages[1]);
        TestcaseReader reader = new(Encoding.Latin1.GetBytes(altered));
        StringBuilder bytes = new();
        while (reader.TryRead(out ScheduleStep step, out ReadOnlySpan<byte> said))
        {
            bytes.Append(step.Kind == StepKind.Bytes ? Encoding.Latin1.GetString(said) : "");
        }

        Assert.Equal(Script.Replace("\u001Ei\0", "", StringComparison.Ordinal).Replace("\u001Ea", "", StringComparison.Ordinal), bytes.ToString());
    }

    private static string Alter(Alteration alteration, Func<MutationContext, Stretch> place)
    {
        MutationContext context = new(new DeterministicRandom(1), MutationDictionary.Empty, 4096);
        context.Begin(Encoding.Latin1.GetBytes(Script), [], []);
        Assert.True(alteration(context, place(context)));
        return Encoding.Latin1.GetString(context.Input.Bytes);
    }

    private static JsonOutline Outline(byte[] script)
    {
        JsonOutline outline = new();
        outline.Read(script);
        return outline;
    }
}
