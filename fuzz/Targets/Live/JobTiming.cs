using System.Text.Json;
using System.Text.RegularExpressions;
using QmpFuzz.Fuzz.Contract;

namespace QmpFuzz.Fuzz.Targets.Live;

/// <summary>
/// How far a job has come when a command about it runs is a matter of real time, and two servers are as far at different times. So both
/// answers to such a command may be right: it succeeds, or is refused in the state that the job is in by then, or the job is gone.
/// </summary>
internal static partial class JobTiming
{
    /// <summary>The server said that a job of it had changed its state.</summary>
    public static bool HasJobs(ExecutionLog log) => log.Bytes.IndexOf("\"JOB_STATUS_CHANGE\""u8) >= 0;

    /// <summary>An event that comes when a job has come so far.</summary>
    public static bool IsOfJob(string line) => EventOfJob().IsMatch(line);

    /// <summary>Both lines may answer the same command, at different moments of a job.</summary>
    public static bool Explains(string one, string two)
    {
        Match first = Refusal().Match(one);
        Match second = Refusal().Match(two);
        bool isAboutOneJob = first.Success && second.Success ? AreOfOneVerb(first, second)
            : first.Success ? IsSuccess(two)
            : second.Success ? IsSuccess(one)
            : AreLists(one, two) || IsCommit(one, two) || IsCommit(two, one);
        return isAboutOneJob && IdOf(one) == IdOf(two);
    }

    // those that do not name the verb may stand beside any
    private static bool AreOfOneVerb(Match first, Match second) =>
        !first.Groups["verb"].Success || !second.Groups["verb"].Success || first.Groups["verb"].Value == second.Groups["verb"].Value;

    private static bool IsSuccess(string line) => line.StartsWith("{\"return\": {}", StringComparison.Ordinal);

    // jobs, and the nodes that they put in between
    private static bool AreLists(string one, string two) => one.StartsWith("{\"return\": [", StringComparison.Ordinal) && two.StartsWith("{\"return\": [", StringComparison.Ordinal);

    // what a job works on is no root: it puts a node of its own on top
    private static bool IsCommit(string under, string gone) =>
        under.Contains("\"desc\": \"Need a root block node\"", StringComparison.Ordinal) && gone.Contains("\"desc\": \"cannot commit an image into itself\"", StringComparison.Ordinal);

    private static string? IdOf(string line)
    {
        using JsonDocument message = JsonDocument.Parse(line);
        return message.RootElement.TryGetProperty("id", out JsonElement id) ? id.GetRawText() : null;
    }

    [GeneratedRegex("\"event\": \"(JOB_STATUS_CHANGE|BLOCK_JOB_[A-Z]+)\"")]
    private static partial Regex EventOfJob();

    [GeneratedRegex(
        "\"desc\": \"(?:Job '[^']*' in state '[a-z]+' cannot accept command verb '(?<verb>[a-z-]+)'"
        + "|Job not found|Block job '[^']*' not found|Job is already paused|Can't resume a job that was not paused"
        + "|The (?:active )?block job (?:for device )?'[^']*' (?:cannot be completed|is currently paused)"
        + "|Job ID '[^']*' already in use"
        + "|Block device [^ \"]+ is in use"
        + "|Node '[^']*' is busy: block device is in use by block job: [a-z]+)\"",
        RegexOptions.ExplicitCapture)]
    private static partial Regex Refusal();
}
