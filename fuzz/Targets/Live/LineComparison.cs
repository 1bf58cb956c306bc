using System.Text.RegularExpressions;

namespace QmpFuzz.Fuzz.Targets.Live;

/// <summary>
/// Compares lines that two servers sent. That they stand in another order is no difference, for the rules judge that. What comes behind a
/// difference that has to be is not compared: it may follow from it.
/// </summary>
/// <param name="isHurried">Clients or servers left while answers may have been under way: how many came says nothing.</param>
/// <param name="hasJobs">Both machines had jobs.</param>
internal sealed partial class LineComparison(bool isHurried, bool hasJobs)
{
    private readonly List<string> _known = [];

    public ComparedPart Part { get; private set; } = ComparedPart.Whole;

    public AnswerDifference? Difference { get; private set; }

    public IReadOnlyList<string> Known => _known;

    /// <summary>True if nothing more is to be compared.</summary>
    public bool EndsIn(List<string> came, List<string> others)
    {
        if (hasJobs && DiffersFirstInAJob(came, others))
        {
            Part = ComparedPart.ToJob;
            return true;
        }

        List<string> mine = Without(came, others);
        List<string> theirs = Without(others, came);
        mine.RemoveAll(line => theirs.FindIndex(counterpart => AnswerDifference.Between(line, counterpart) is null) is var found and >= 0 && theirs.Remove(theirs[found]));
        if (isHurried && mine.Count != theirs.Count)
        {
            Part = ComparedPart.ToLeaving;
            return true;
        }

        for (int i = 0; i < Math.Max(mine.Count, theirs.Count); i++)
        {
            if (EndsAt(mine.ElementAtOrDefault(i) ?? "", theirs.ElementAtOrDefault(i) ?? ""))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>One by one, as they are in band: behind the first answer that depends on a job any other may follow from it.</summary>
    private static bool DiffersFirstInAJob(List<string> came, List<string> others)
    {
        foreach ((string one, string two) in came.Zip(others))
        {
            if (AnswerDifference.Between(one, two) is { } difference && !KnownDifference.Covers(difference.Place))
            {
                return JobTiming.Explains(one, two);
            }
        }

        return false;
    }

    private bool EndsAt(string one, string two)
    {
        if (UnknownCommand().IsMatch(one) || UnknownCommand().IsMatch(two))
        {
            Part = ComparedPart.ToUnknownCommand;
            return true;
        }

        if (hasJobs && JobTiming.Explains(one, two))
        {
            Part = ComparedPart.ToJob;
            return true;
        }

        AnswerDifference? difference = AnswerDifference.Between(one, two);
        if (difference is not null && KnownDifference.Covers(difference.Place))
        {
            _known.Add(difference.Place);
            return false;
        }

        Difference = difference;
        return difference is not null;
    }

    private static List<string> Without(List<string> lines, List<string> others)
    {
        List<string> left = [.. others];
        return [.. lines.Where(line => !left.Remove(line))];
    }

    [GeneratedRegex("The command .* has not been found|has been disabled")]
    private static partial Regex UnknownCommand();
}
