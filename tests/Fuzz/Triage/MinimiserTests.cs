using System.Text;
using System.Text.Json;
using QmpFuzz.Fuzz.Triage;

namespace QmpFuzz.Tests.Fuzz.Triage;

public sealed class MinimiserTests
{
    private const string Session =
        """
        {"execute":"qmp_capabilities","id":"first"}
        {"execute":"query-status","arguments":{"a":[1,2,3],"b":{"c":null}},"id":[[["deep", 12345]]]}
        """ + "\u001ehx\u001es\u001em\u0001{\"execute\":\"stop\"}\u001em\0\u001er\n{\"execute\":\"stop\",\"id\":7}";

    public static TheoryData<string, string> Bugs() => new()
    {
        { "[[[", "[[[" },
        { "\"stop\"", "\"stop\"" },
        { "\u001eh", "\u001eh" },
        { "null", "null" },
        { "12345", "12345" },
    };

    [Theory]
    [MemberData(nameof(Bugs))]
    public void Minimise_ABugThatNeedsOnePart_KeepsThatPartOnly(string part, string left) =>
        Assert.Equal(left, Minimise(text => text.Contains(part, StringComparison.Ordinal)));

    [Fact]
    public void Minimise_ABugThatNeedsTwoMessages_KeepsBoth() => Assert.Equal(
        "{\"execute\":\"qmp_capabilities\"}{\"execute\":\"stop\"}",
        Minimise(text => Balanced(text)
            && text.IndexOf("{\"execute\":\"qmp_capabilities\"", StringComparison.Ordinal) is >= 0 and int first
            && text.IndexOf("{\"execute\":\"stop\"}", StringComparison.Ordinal) > first));

    [Fact]
    public void Minimise_ABugThatNeedsAnIdTwice_ShortensBothTogether()
    {
        const string Twice = """{"execute":"a","id":[[["x-y",{"b":12345678}]]]}{"execute":"b","id":[[["x-y",{"b":12345678}]]]}""";
        Assert.Equal("""{"id":[[[]]]}{"id":[[[]]]}""", Minimise(HasADeepIdTwice, Twice));
    }

    [Fact]
    public void Minimise_WhatIsMinimal_ChangesNothing()
    {
        static bool Bug(string text) => text.Contains("[[[", StringComparison.Ordinal) && text.Contains("stop", StringComparison.Ordinal) && text.Length % 3 == 0;
        string once = Minimise(Bug);
        Assert.Equal(once, Minimise(Bug, once));
    }

    [Fact]
    public void Minimise_WithFewExecutions_StopsThereAndSaysSo()
    {
        int runs = 0;
        Minimised result = new Minimiser(_ => ++runs < 0, limit: 10).Run(Bytes(Session));
        Assert.Equal((10, 10, false), (runs, result.Executions, result.IsMinimal));
        Assert.Equal(Bytes(Session), result.Testcase);
    }

    [Fact]
    public void Minimise_UntilItsOwnerEndsIt_KeepsWhatIsSmallestByThen()
    {
        List<int> sizes = [];
        bool GoesOn(int bytes, long executions)
        {
            sizes.Add(bytes);
            return executions < 2;
        }

        Minimised result = new Minimiser(_ => true, goesOn: GoesOn).Run(Bytes(Session));
        Assert.Equal((2, false), (result.Executions, result.IsMinimal));
        Assert.Equal(result.Testcase.Length, sizes[^1]);
        Assert.True(sizes[^1] < sizes[0]);
    }

    [Fact]
    public void Minimise_AnInputOfAnyBytes_NeverGrows()
    {
        byte[] testcase = [.. Enumerable.Range(0, 300).Select(i => (byte)(i * 11))];
        Minimised result = new Minimiser(smaller => smaller.Contains((byte)0x1E)).Run(testcase);
        Assert.Equal([0x1E], result.Testcase);
        Assert.True(result.IsMinimal);
    }

    private static string Minimise(Predicate<string> bug, string session = Session)
    {
        Minimised result = new Minimiser(smaller => bug(Encoding.Latin1.GetString(smaller))).Run(Bytes(session));
        Assert.True(result.IsMinimal);
        return Encoding.Latin1.GetString(result.Testcase);
    }

    private static byte[] Bytes(string text) => Encoding.Latin1.GetBytes(text);

    private static bool Balanced(string text) => text.Count(letter => letter == '{') == text.Count(letter => letter == '}');

    private static bool HasADeepIdTwice(string text)
    {
        int cut = text.IndexOf("}{", StringComparison.Ordinal) + 1;
        return cut > 0 && DeepId(text[..cut]) is { } first && first == DeepId(text[cut..]);
    }

    private static string? DeepId(string message)
    {
        try
        {
            using JsonDocument read = JsonDocument.Parse(message);
            string id = read.RootElement.GetProperty("id").GetRawText();
            return id.StartsWith("[[[", StringComparison.Ordinal) ? id : null;
        }
        catch (Exception failure) when (failure is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return null;
        }
    }
}
