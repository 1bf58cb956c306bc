using QmpFuzz.Replay.Spawning;

namespace QmpFuzz.Fuzz.Targets.Live;

/// <summary>What went wrong with a server or a client that runs by itself, which has no managed stack.</summary>
internal sealed class LiveFailure(string place, string message, string errors, bool isHang = false) : Exception(message)
{
    private const string Stays = "a server that stays, whatever is sent";

    /// <summary>The name of what objected, with which the signature begins.</summary>
    public string Oracle { get; private init; } = "crash";

    /// <summary>What should have happened.</summary>
    public string Expected { get; private init; } = Stays;

    /// <summary>The place for a reader.</summary>
    public string Where { get; private init; } = "in a process of its own";

    /// <summary>It is there and does not answer.</summary>
    public bool IsHang { get; } = isHang;

    /// <summary>The same for the same bug: what a signature is made of.</summary>
    public string Place { get; } = place;

    /// <summary>What it said on standard error, for a reader.</summary>
    public override string ToString() => errors.Length == 0 ? Message : $"{Message}\n{errors}";

    public static LiveFailure Died(TargetExit exit) => new(DeathNotice.PlaceOf(exit), $"the server {exit}", exit.Errors);

    public static LiveFailure WentAway() => new("went away", "nobody takes a connection any more", "");

    public static LiveFailure Differs(AnswerDifference difference) =>
        new(difference.Place, difference.Came, "") { Oracle = "difference", Expected = difference.Other };

    public static LiveFailure Hung() => new("no answer", "the server answers neither this client nor the next one", "", isHang: true) { Expected = "an answer" };

    public static LiveFailure OfClient(string oracle, string place, string message, string errors, string where, string expected) =>
        new(place, message, errors) { Oracle = oracle, Expected = expected, Where = where };

    public static LiveFailure ClientHung(string place, string message, string errors, string where) =>
        new(place, message, errors, isHang: true) { Expected = "an end, once the server has ended the connection", Where = where };
}
