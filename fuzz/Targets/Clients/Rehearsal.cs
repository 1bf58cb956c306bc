using QmpFuzz.Fuzz.Contract;
using QmpFuzz.Replay.Spawning;

namespace QmpFuzz.Fuzz.Targets.Clients;

/// <summary>A session of a client with a server that does nothing wrong: what the client is told there, and what it takes to serve it.</summary>
internal sealed record Rehearsal(byte[] Script, TimeSpan Pause, long PeakBytes, bool Ends)
{
    private const long AnyAmount = long.MaxValue / 2;

    /// <summary>Runs it; a client that does not connect, or fails already here, is not fit to be fuzzed, and the exception says why.</summary>
    public static Rehearsal Run(SpawnCommand command, UnalteredServer server, TimeSpan patience)
    {
        ClientLimits limits = new(patience, patience, BaseBytes: AnyAmount, MostGrowth: 0, MayStay: false);
        ExecutionLog log = new();
        using SpawnedClient client = new(command);
        using ClientSession session = new(client, limits, log);
        session.Open();
        if (!session.IsListening)
        {
            TargetExit early = client.End(aborts: false);
            throw new TargetNotReadyException($"the client {early} and has not connected to {{socket}}{Quote(early)}");
        }

        Serve(session, server, log);
        bool ends = session.End();
        TargetExit exit = client.End(aborts: false);
        if (LastWords.Of(exit) is { } words)
        {
            throw new TargetRefusedException($"the client fails with a server that does nothing wrong: {words.Place}{Quote(exit)}");
        }

        return new Rehearsal(ScriptWriter.Write(log), session.LongestPause, session.PeakBytes, ends);
    }

    private static void Serve(ClientSession session, UnalteredServer server, ExecutionLog log)
    {
        int taken = log.Entries.Length;
        session.Say(server.Greet().Span);
        while (session.IsListening && !server.Closes)
        {
            session.Await(session.Messages.Count + 1);
            int end = log.Entries.Length;
            for (; taken < end; taken++)
            {
                LogEntry entry = log.Entries[taken];
                if (entry.Kind == LogKind.ClientSent)
                {
                    session.Say(server.Answer(log.BytesOf(entry)).Span);
                }
            }
        }

        session.Flush();
    }

    private static string Quote(TargetExit exit) => exit.Errors.Length == 0 ? "" : $":\n{exit.Errors.TrimEnd()}";
}
