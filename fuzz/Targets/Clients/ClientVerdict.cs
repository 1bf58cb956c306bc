using System.Globalization;
using QmpFuzz.Fuzz.Targets.Live;
using QmpFuzz.Replay.Spawning;

namespace QmpFuzz.Fuzz.Targets.Clients;

/// <summary>Says whether the way in which a client ended is a finding. To report an error and to give up is what a client should do.</summary>
internal static class ClientVerdict
{
    private const string Stays = "a client that reports what is wrong, or lives with it, whatever it is told";

    /// <summary>Null if there is nothing to say against it. <paramref name="ended"/>: it did so by itself.</summary>
    public static LiveFailure? Of(ClientSession session, ClientLimits limits, bool ended, TargetExit exit)
    {
        if (session.PeakBytes > limits.MostBytes(session.BytesSent))
        {
            string growth = string.Create(CultureInfo.InvariantCulture, $"it held {Megabytes(session.PeakBytes)} MB, {Megabytes(limits.BaseBytes)} MB with a server that does nothing wrong; it was sent {session.BytesSent} bytes");
            LastWords words = (exit.Stopped ? LastWords.WhereItWas(exit) : null) ?? new LastWords("growth", LastWords.Nowhere);
            return LiveFailure.OfClient("memory", words.Place, growth, exit.Errors, words.Top, "memory in proportion to what it is sent, and bounded");
        }

        if (!ended && exit.Stopped)
        {
            string does = session.State == ClientState.Stuck ? "runs and runs" : "sleeps, though the server has ended the connection";
            LastWords words = LastWords.WhereItWas(exit) ?? new LastWords(does, LastWords.Nowhere);
            return LiveFailure.ClientHung(words.Place, $"the client {does}", exit.Errors, words.Top);
        }

        return LastWords.Of(exit) is { } last ? LiveFailure.OfClient("crash", last.Place, $"the client {exit}", exit.Errors, last.Top, Stays) : null;
    }

    private static long Megabytes(long bytes) => bytes >> 20;
}
