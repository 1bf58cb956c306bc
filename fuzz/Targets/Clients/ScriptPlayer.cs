using System.Buffers;
using QmpFuzz.Corpus.Testcases;

namespace QmpFuzz.Fuzz.Targets.Clients;

/// <summary>Plays a testcase as a server: its bytes are what the client is told, its steps when. What only a server's side knows does nothing.</summary>
internal static class ScriptPlayer
{
    /// <summary>What a loop makes of a phrase at most.</summary>
    private const long LongestLoop = 1L << 28;
    private const int LoopSizes = 29;

    public static void Play(ReadOnlySpan<byte> script, ClientSession session)
    {
        ArrayBufferWriter<byte> phrase = new();
        int awaited = 0;
        TestcaseReader reader = new(script);
        while (session.IsListening && reader.TryRead(out ScheduleStep step, out ReadOnlySpan<byte> bytes))
        {
            switch (step.Kind)
            {
                case StepKind.Bytes: Say(session, bytes, phrase); continue;
                case StepKind.Await: session.Await(++awaited); break;
                case StepKind.Id: session.Say(ScriptId.Of(session.Messages, awaited - 1 - step.Argument)); break;
                case StepKind.Loop: Loop(session, phrase.WrittenSpan, step.Choose(LoopSizes)); break;
                case StepKind.EndOfChunk: session.EndChunk(); break;
                case StepKind.EndOfInput: session.EndOutput(); break;
                case StepKind.Disconnect: session.HangUp(); break;
                case StepKind.Reconnect: session.Reopen(); break;
                default: break;
            }

            phrase.ResetWrittenCount();
        }
    }

    private static void Say(ClientSession session, ReadOnlySpan<byte> bytes, ArrayBufferWriter<byte> phrase)
    {
        session.Say(bytes);
        phrase.Write(bytes);
    }

    /// <summary>The phrase was said once already.</summary>
    private static void Loop(ClientSession session, ReadOnlySpan<byte> phrase, int size)
    {
        long times = phrase.IsEmpty ? 0 : Math.Min(1L << size, LongestLoop / phrase.Length) - 1;
        if (times > 0)
        {
            session.SayAgain(phrase, times);
        }
    }
}
