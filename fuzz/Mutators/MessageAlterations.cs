using System.Buffers;
using System.Collections.Immutable;
using QmpFuzz.Corpus.Testcases;

namespace QmpFuzz.Fuzz.Mutators;

/// <summary>Changes what a server says at one place of a script, without chance; false if there is nothing to change.</summary>
internal delegate bool Alteration(MutationContext context, Stretch place);

/// <summary>What a server may do to a client with one of its messages: the place is that message, with the line's end. The costly ones come last.</summary>
internal static class MessageAlterations
{
    private const byte LongSize = 17;                       // a line longer than 64 KiB and 120 kB, where readers of lines end
    private const byte StormSize = 10;
    private const byte EndlessSize = 28;
    private const int SplitBytes = 24;

    public static readonly ImmutableArray<(string Name, Alteration Alteration)> All =
    [
        ("event", Before("{\"timestamp\": {\"seconds\": 1600000000, \"microseconds\": 0}, \"event\": \"RESUME\"}\r\n"u8)),
        ("unknown-event", Before("{\"timestamp\": {\"seconds\": -1, \"microseconds\": -1}, \"event\": \"QMPFUZZ\", \"data\": {\"qmpfuzz\": [null]}}\r\n"u8)),
        ("bare-event", Before("{\"event\": \"STOP\"}\r\n"u8)),
        ("null-event", Before("{\"event\": null, \"data\": null, \"timestamp\": null}\r\n"u8)),
        ("stray-return", Before("{\"return\": {}}\r\n"u8)),
        ("stray-error", Before("{\"error\": {\"class\": \"GenericError\", \"desc\": \"JSON parse error\"}}\r\n"u8)),
        ("stray-id", Before("{\"return\": {}, \"id\": \"qmpfuzz\"}\r\n"u8)),
        ("drop", static (context, message) => context.Input.Remove(message.Start, message.Length)),
        ("twice", static (context, message) => context.Input.Insert(message.End, context.Input.Bytes[message.Start..message.End])),
        ("error", AnswerWithError),
        ("close-before", static (context, message) => CutFrom(context, message.Start)),
        ("close-inside", static (context, message) => CutFrom(context, message.Start + (message.Length / 2))),
        ("close-after", static (context, message) => CutFrom(context, message.End)),
        ("hang-up", static (context, message) => context.Input.Insert(message.Start, Step(StepKind.Disconnect))),
        ("split", static (context, message) => context.Input.Insert(message.Start + (message.Length / 2), Step(StepKind.EndOfChunk))),
        ("split-bytes", SplitIntoBytes),
        ("no-line-end", WithLineEnd(""u8)),
        ("line-feed", WithLineEnd("\n"u8)),
        ("blank-line", Before("\r\n"u8)),
        ("garbage", Before("}garbage\r\n"u8)),
        ("single-quotes", WithSingleQuotes),
        ("empty", Instead("{}\r\n"u8)),
        ("number", Instead("42\r\n"u8)),
        ("null", Instead("null\r\n"u8)),
        ("list", Instead("[]\r\n"u8)),
        ("string", Instead("\"qmpfuzz\"\r\n"u8)),
        ("no-id", WithoutId),
        ("other-id", WithId("\"qmpfuzz\""u8)),
        ("id-of-other-type", WithId("[{}]"u8)),
        ("bad-utf8", Before([.. "{\"event\": \""u8, 0xC3, .. "(\", \"timestamp\": {}}\r\n"u8])),
        ("bad-escape", Before("{\"event\": \"\\u12\", \"timestamp\": {}}\r\n"u8)),
        ("surrogate", Before("{\"event\": \"\\ud800\", \"timestamp\": {}}\r\n"u8)),
        ("control", Before("{\"event\": \"a\u0001b\", \"timestamp\": {}}\r\n"u8)),
        ("byte-order-mark", Before("\uFEFF"u8)),
        ("unknown-member", IntoObject("\"qmpfuzz\": [null]"u8)),
        ("member-twice", RepeatFirstMember),
        ("long-line", static (context, message) => LoopBefore(context, message, "{\"event\": \"RESUME\", \"timestamp\": {}, \"data\": \""u8, "x"u8, LongSize, "\"}\r\n"u8)),
        ("deep", static (context, message) => LoopBefore(context, message, "{\"event\": \"RESUME\", \"timestamp\": {}, \"data\": "u8, "["u8, LongSize, "}\r\n"u8)),
        ("storm", static (context, message) => LoopBefore(context, message, ""u8, "{\"event\": \"RTC_CHANGE\", \"timestamp\": {\"seconds\": 1, \"microseconds\": 1}, \"data\": {\"offset\": 1}}\r\n"u8, StormSize, ""u8)),
        ("endless-line", static (context, message) => LoopBefore(context, message, "{\"event\": \""u8, "x"u8, EndlessSize, ""u8)),
    ];

    /// <summary>The bytes of a step.</summary>
    public static byte[] Step(StepKind kind) => [ScheduleStep.Introducer, (byte)kind];

    /// <summary>A phrase, so often that only a step can say it.</summary>
    public static byte[] Loop(ReadOnlySpan<byte> phrase, byte size) =>
        [.. Step(StepKind.Nothing), .. phrase, .. Step(StepKind.Loop), size];

    private static Alteration Before(ReadOnlySpan<byte> said)
    {
        byte[] bytes = said.ToArray();
        return (context, message) => context.Input.Insert(message.Start, bytes);
    }

    private static Alteration Instead(ReadOnlySpan<byte> said)
    {
        byte[] bytes = said.ToArray();
        return (context, message) => context.Input.Replace(message.Start, message.Length, bytes);
    }

    private static Alteration WithId(ReadOnlySpan<byte> id)
    {
        byte[] bytes = id.ToArray();
        byte[] member = [.. "\"id\": "u8, .. bytes];
        return (context, message) => TryFindId(context, message, out _, out Stretch value)
            ? context.Input.Replace(value.Start, value.Length, bytes)
            : InsertMember(context, message, member);
    }

    private static Alteration IntoObject(ReadOnlySpan<byte> member)
    {
        byte[] bytes = member.ToArray();
        return (context, message) => InsertMember(context, message, bytes);
    }

    private static bool CutFrom(MutationContext context, int at) => context.Input.Remove(at, context.Input.Length - at);

    private static Alteration WithLineEnd(ReadOnlySpan<byte> end)
    {
        byte[] bytes = end.ToArray();
        return (context, message) =>
        {
            int start = message.Start + context.Input.Bytes[message.Start..message.End].TrimEnd(" \t\r\n"u8).Length;
            return start < message.End && context.Input.Replace(start, message.End - start, bytes);
        };
    }

    private static bool SplitIntoBytes(MutationContext context, Stretch message)
    {
        ArrayBufferWriter<byte> split = context.NewScratch();
        int end = Math.Min(message.End, message.Start + SplitBytes);
        for (int at = message.Start; at < end;)
        {
            int length = Math.Max(1, TestcaseReader.StepLength(context.Input.Bytes, at));
            split.Write(context.Input.Bytes.Slice(at, length));
            split.Write(Step(StepKind.EndOfChunk));
            at += length;
        }

        return context.Input.Replace(message.Start, end - message.Start, split.WrittenSpan);
    }

    private static bool WithSingleQuotes(MutationContext context, Stretch message)
    {
        bool changed = false;
        for (int at = message.Start; at < message.End; at++)
        {
            if (context.Input[at] == '"')
            {
                context.Input[at] = (byte)'\'';
                changed = true;
            }
        }

        return changed;
    }

    private static bool AnswerWithError(MutationContext context, Stretch message)
    {
        ArrayBufferWriter<byte> error = context.NewScratch();
        error.Write("{"u8);
        if (TryFindId(context, message, out _, out Stretch id))
        {
            error.Write("\"id\": "u8);
            error.Write(context.Input.Bytes[id.Start..id.End]);
            error.Write(", "u8);
        }

        error.Write("\"error\": {\"class\": \"GenericError\", \"desc\": \"qmpfuzz\"}}\r\n"u8);
        return context.Input.Replace(message.Start, message.Length, error.WrittenSpan);
    }

    private static bool WithoutId(MutationContext context, Stretch message)
    {
        if (!TryFindId(context, message, out Piece key, out Stretch value))
        {
            return false;
        }

        int comma = context.Input.Bytes[message.Start..key.Start].LastIndexOf((byte)',');
        int start = comma < 0 ? key.Start : message.Start + comma;
        int end = comma < 0 && context.Input.Bytes[value.End..message.End].IndexOf((byte)',') is >= 0 and int next ? value.End + next + 1 : value.End;
        return context.Input.Remove(start, end - start);
    }

    private static bool InsertMember(MutationContext context, Stretch message, byte[] member)
    {
        int opener = Members.Opener(context.Outline, message);
        bool isEmpty = context.Outline.Pieces[opener].Match == opener + 1;
        return context.Input[message.Start] == '{' && context.Input.Insert(message.Start + 1, [.. member, .. isEmpty ? ""u8 : ", "u8]);
    }

    private static bool RepeatFirstMember(MutationContext context, Stretch message)
    {
        int key = Members.Opener(context.Outline, message) + 1;
        if (context.Input[message.Start] != '{' || !context.Outline.IsKey(key) || context.Outline.EndOfValue(key + 2) is var end && end < 0)
        {
            return false;
        }

        int start = context.Outline.Pieces[key].Start;
        return context.Input.Insert(start, [.. context.Input.Bytes[start..end], .. ", "u8]);
    }

    private static bool LoopBefore(MutationContext context, Stretch message, ReadOnlySpan<byte> front, ReadOnlySpan<byte> phrase, byte size, ReadOnlySpan<byte> behind) =>
        context.Input.Insert(message.Start, [.. front, .. Loop(phrase, size), .. behind]);

    // its value may be a step, which stands for the id that the client gives
    private static bool TryFindId(MutationContext context, Stretch message, out Piece key, out Stretch value)
    {
        JsonOutline outline = context.Outline;
        int opener = Members.Opener(outline, message);
        int end = outline.Pieces[opener].Match;
        for (int piece = opener + 1; piece < end - 2; piece++)
        {
            key = outline.Pieces[piece];
            if (key.Depth == outline.Pieces[opener].Depth + 1 && outline.IsKey(piece) && context.Input.Bytes[key.Start..key.End].SequenceEqual("\"id\""u8))
            {
                Piece first = outline.Pieces[piece + 2];
                int valueEnd = first.Kind == PieceKind.Step ? first.End : outline.EndOfValue(piece + 2);
                value = new Stretch(first.Start, valueEnd);
                return valueEnd > 0;
            }
        }

        (key, value) = (default, default);
        return false;
    }
}
