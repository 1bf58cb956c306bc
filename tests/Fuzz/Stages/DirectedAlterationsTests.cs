using System.Text;
using QmpFuzz.Corpus.Store;
using QmpFuzz.Fuzz.Mutators;
using QmpFuzz.Fuzz.Stages;

namespace QmpFuzz.Tests.Fuzz.Stages;

public sealed class DirectedAlterationsTests
{
    private const string Script = "{\"QMP\": {\"version\": {\"minor\": 2}, \"capabilities\": []}}\r\n\u001Ea{\"return\": [{\"a\": 1}, {\"a\": 2}], \"id\": \u001Ei\0}\r\n";

    private readonly StoredTestcase[] _altered = [.. DirectedAlterations.Of(Encoding.Latin1.GetBytes(Script))];

    [Fact]
    public void Of_AScript_HasEveryKindOnEveryMessageThatItFits()
    {
        Assert.All(MessageAlterations.All, kind => Assert.Contains(_altered, altered => altered.Name == $"message-1-{kind.Name}" || kind.Name == "close-after"));
        Assert.Contains(_altered, altered => altered.Name == "message-0-close-after");
        Assert.DoesNotContain(_altered, altered => altered.Name == "message-0-no-id");          // it has none
    }

    [Fact]
    public void Of_AScript_ComesKindByKindWithTheCostlyLast()
    {
        string[] messages = [.. _altered.Select(altered => altered.Name).Take(4)];
        Assert.Equal(["message-0-event", "message-1-event", "message-0-unknown-event", "message-1-unknown-event"], messages);
        int endless = Array.FindIndex(_altered, altered => altered.Name == "message-0-endless-line");
        Assert.True(endless > 70 && endless < _altered.Length / 2, $"{endless}");
    }

    [Fact]
    public void Of_AList_TakesOneValueOfEachName()
    {
        string[] nulls = [.. _altered.Where(altered => altered.Name == "message-1-null").Skip(1).Select(altered => Encoding.Latin1.GetString(altered.Testcase))];
        Assert.Equal(4, nulls.Length);                      // the whole, the list, one object in it, its member
        Assert.Contains(nulls, each => each.Contains("[{\"a\": null}, {\"a\": 2}]", StringComparison.Ordinal));
        Assert.DoesNotContain(nulls, each => each.Contains("[{\"a\": 1}, {\"a\": null}]", StringComparison.Ordinal));
    }

    [Fact]
    public void Of_AScript_IsTheSameEachTime() => Assert.Equal(
        _altered.Select(altered => (altered.Name, Convert.ToHexString(altered.Testcase))),
        DirectedAlterations.Of(Encoding.Latin1.GetBytes(Script)).Select(altered => (altered.Name, Convert.ToHexString(altered.Testcase))));
}
