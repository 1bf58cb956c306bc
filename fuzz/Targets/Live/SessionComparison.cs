using QmpFuzz.Fuzz.Contract;

namespace QmpFuzz.Fuzz.Targets.Live;

/// <summary>How far the answers to one session were compared.</summary>
internal enum ComparedPart
{
    Whole,

    /// <summary>It was not played: the safety lists keep a command in it from being sent.</summary>
    Nothing,

    /// <summary>To the first command that only one of the two servers has.</summary>
    ToUnknownCommand,

    /// <summary>To the first answer that depends on how far a job had come, which is a matter of real time.</summary>
    ToJob,

    /// <summary>To the first connection that ended while answers were under way: how many of them came is a matter of moments.</summary>
    ToLeaving,

    /// <summary>One of the servers died of what it is known to die of, or both were busy for longer than anybody waits.</summary>
    ToSilence,
}

/// <summary>What two servers answered in one session, compared connection by connection: replies first, then events, but those of jobs.</summary>
/// <param name="Part">How far.</param>
/// <param name="Difference">The first difference that is not known; null if there is none.</param>
/// <param name="Known">Places of the differences that are known.</param>
internal sealed record SessionComparison(ComparedPart Part, AnswerDifference? Difference, IReadOnlyList<string> Known)
{
    public static SessionComparison Of(ExecutionLog log, ExecutionLog other)
    {
        IReadOnlyList<ConnectionAnswers> all = ConnectionAnswers.Of(log);
        IReadOnlyList<ConnectionAnswers> others = ConnectionAnswers.Of(other);
        if (all.Count == 0)
        {
            return Without(ComparedPart.Nothing);
        }

        LineComparison lines = new(isHurried: all.Count > 1 || HasClosed(log) || HasClosed(other), JobTiming.HasJobs(log) && JobTiming.HasJobs(other));
        _ = all.Zip(others).Any(pair => lines.EndsIn(pair.First.Replies, pair.Second.Replies))
            || all.Zip(others).Any(pair => lines.EndsIn(pair.First.Events, pair.Second.Events));
        return new SessionComparison(lines.Part, lines.Difference, lines.Known);
    }

    /// <summary>No answers were compared, or none are to count.</summary>
    public static SessionComparison Without(ComparedPart part, params IReadOnlyList<string> known) => new(part, null, known);

    private static bool HasClosed(ExecutionLog log)
    {
        foreach (ref readonly LogEntry entry in log.Entries)
        {
            if (entry.Kind == LogKind.ServerClosed)
            {
                return true;
            }
        }

        return false;
    }
}
