using System.Text;
using QmpFuzz.Corpus.Testcases;

namespace QmpFuzz.Tests.Corpus.Testcases;

public sealed class TestcaseReaderTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("{}", "'{}'")]
    [InlineData("a^sb", "'a' EndOfChunk 'b'")]
    [InlineData("^q0{}", "Dialect:48 '{}'")]
    [InlineData("a^q0b", "'a' Nothing 'b'")]
    [InlineData("^c2^e3^f4^m1^t7", "Complete:50 Event:51 Descriptors:52 Monitor:49 Time:55")]
    [InlineData("^s^d^x^w^h^r", "EndOfChunk Reconnect Disconnect EndOfInput Hold RunOne")]
    [InlineData("^b^n^z", "Nothing Nothing Nothing")]
    [InlineData("^a^i1^l2^i", "Await Id:49 Loop:50 '^i'")]
    [InlineData("a^^b", "'a^b'")]
    [InlineData("^^s", "'^s'")]
    [InlineData("^^^s", "'^' EndOfChunk")]
    [InlineData("^A^1^{", "'^A^1^{'")]
    [InlineData("^A^s", "'^A' EndOfChunk")]
    [InlineData("a^", "'a^'")]
    [InlineData("^", "'^'")]
    [InlineData("a^c", "'a^c'")]
    [InlineData("^m^s", "Monitor:30 's'")]
    [InlineData("^c^", "Complete:30")]
    [InlineData("^1^^", "'^1^'")]
    public void TryRead_AnyBytes_FollowsTheGrammar(string testcase, string expected) =>
        Assert.Equal(expected, Describe(Encoding.Latin1.GetBytes(testcase.Replace('^', '\x1E'))));

    /// <summary>Neighbouring runs joined, steps named; 0x1E shows as a caret.</summary>
    internal static string Describe(ReadOnlySpan<byte> testcase)
    {
        List<string> parts = [];
        StringBuilder run = new();
        TestcaseReader reader = new(testcase);
        while (reader.TryRead(out ScheduleStep step, out ReadOnlySpan<byte> bytes))
        {
            if (step.Kind == StepKind.Bytes)
            {
                run.Append(Encoding.Latin1.GetString(bytes));
                continue;
            }

            Flush(run, parts);
            byte letter = (byte)step.Kind;
            parts.Add(ScheduleStep.TakesArgument(letter) ? $"{step.Kind}:{step.Argument}" : $"{step.Kind}");
        }

        Flush(run, parts);
        return string.Join(' ', parts);
    }

    private static void Flush(StringBuilder run, List<string> parts)
    {
        if (run.Length > 0)
        {
            parts.Add($"'{run.Replace('\x1E', '^')}'");
            run.Clear();
        }
    }
}
