using System.Text;
using QmpFuzz.Fuzz.Contract;
using QmpFuzz.Fuzz.Coverage;
using QmpFuzz.Fuzz.Generation;
using QmpFuzz.Fuzz.Targets.Live;

namespace QmpFuzz.Tests.Fuzz.Targets.Live;

public sealed class AnswerMapTests
{
    private const string Error = """{"error": {"class": "GenericError", "desc": "Parameter 'a' is missing"}}""" + "\r\n";

    [Fact]
    public void Count_ErrorsThatDifferInWhatTheClientChose_AreOneKind() => Assert.Equal(Features(Error), Features(Error.Replace("'a'", "'bcd'", StringComparison.Ordinal)));

    [Fact]
    public void Count_ErrorsWithOtherTexts_AreTwoKinds() => Assert.NotEqual(Features(Error), Features(Error.Replace("missing", "wrong", StringComparison.Ordinal)));

    [Fact]
    public void Count_TheSameInOtherOrder_IsNew() => Assert.NotEqual(Features("{\"return\": {}}\n" + Error), Features(Error + "{\"return\": {}}\n"));

    [Fact]
    public void Count_WhatIsNoJson_IsAKindToo() => Assert.NotEmpty(Features("\0garbage\n"));

    [Fact]
    public void Count_ALineInPieces_IsOneAnswer() => Assert.Equal(Features(Error), Features(Error[..10], Error[10..]));

    private static List<int> Features(params string[] chunks)
    {
        CounterMemory counters = new(AnswerMap.Size);
        ExecutionLog log = new();
        foreach (string chunk in chunks)
        {
            log.Add(LogKind.ServerSent, 0, Encoding.ASCII.GetBytes(chunk));
        }

        new AnswerMap(counters, new MentionedValues()).Count(log);
        List<int> features = [];
        CoverageMap.CollectEdges(counters.Counters, features);
        return features;
    }
}
