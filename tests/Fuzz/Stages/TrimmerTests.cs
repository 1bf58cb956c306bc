using System.Text;
using QmpFuzz.Fuzz.Coverage;
using QmpFuzz.Fuzz.Executors;
using QmpFuzz.Fuzz.Feedbacks;
using QmpFuzz.Fuzz.Stages;
using QmpFuzz.Tests.Fuzz.Support;

namespace QmpFuzz.Tests.Fuzz.Stages;

public sealed class TrimmerTests
{
    [Fact]
    public void Trim_OneMessageOfManyShowsTheNews_LeavesThatOne()
    {
        (CountingExecutor executor, FeedbackPanel feedback) = WordIs("\"needle\"");
        string judged = string.Concat(Enumerable.Range(0, 20).Select(i => i == 13 ? "{\"execute\":\"needle\"}\n" : $"{{\"id\":{i}}}\n"));
        Assert.InRange(Trim(executor, feedback, judged).Length, "\"needle\"".Length, "{\"execute\":\"needle\"}\n".Length);
    }

    [Fact]
    public void Trim_BytesWithoutMessages_BecomeFewer()
    {
        (CountingExecutor executor, FeedbackPanel feedback) = WordIs("needle");
        string left = Trim(executor, feedback, new string('x', 300) + "needle" + new string('y', 300));
        Assert.Contains("needle", left, StringComparison.Ordinal);
        Assert.InRange(left.Length, 6, 150);
    }

    [Fact]
    public void Trim_Dialect_StaysInFront()
    {
        (CountingExecutor executor, FeedbackPanel feedback) = WordIs("needle");
        Assert.StartsWith("\x1Eq\x03", Trim(executor, feedback, "\x1Eq\x03{\"a\":1}{\"needle\":1}{\"b\":1}"), StringComparison.Ordinal);
    }

    [Fact]
    public void Trim_EverythingIsNeeded_LeavesItAsItWas()
    {
        const string All = "{\"a\":1}{\"b\":2}";
        (CountingExecutor executor, FeedbackPanel feedback) = WordIs(All);
        Assert.Equal(All, Trim(executor, feedback, All));
    }

    // edge 1 is passed when the word is there, edge 0 always
    private static (CountingExecutor, FeedbackPanel) WordIs(string word)
    {
        CounterMemory counters = new(64);
        CountingExecutor executor = new(counters, (testcase, counts) =>
        {
            counts[0] = 1;
            counts[1] = (byte)(testcase.IndexOf(Encoding.Latin1.GetBytes(word)) >= 0 ? 1 : 0);
        });
        FeedbackPanel feedback = new([new EdgeFeedback(counters)]);
        feedback.Judge(executor.Run([]));
        return (executor, feedback);
    }

    private static string Trim(CountingExecutor executor, FeedbackPanel feedback, string judged)
    {
        byte[] testcase = Encoding.Latin1.GetBytes(judged);
        Assert.Equal(Novelty.NewEdge, feedback.Judge(executor.Run(testcase)));
        return Encoding.Latin1.GetString(new Trimmer(executor, feedback).Trim(testcase));
    }
}
