using System.Buffers;
using System.Collections.Immutable;

namespace QmpFuzz.Fuzz.Mutators;

/// <summary>Mutations that put known words in.</summary>
internal static class DictionaryMutators
{
    public static readonly ImmutableArray<(string Name, Mutation Mutation)> All =
    [
        ("insert", InsertWord),
        ("token", ReplaceToken),
        ("key", ReplaceKey),
        ("execute", ReplaceCommand),
        ("message", InsertCommand),
    ];

    /// <summary>Anywhere, and as often between two messages: some words are messages or steps.</summary>
    private static bool InsertWord(MutationContext context)
    {
        byte[][] words = context.Dictionary.Words;
        int at = context.Random.OneIn(2) ? context.PickBoundary() : context.Random.Below(context.Input.Length + 1);
        return words.Length > 0 && context.Input.Insert(at, context.Random.Pick<byte[]>(words));
    }

    private static bool ReplaceToken(MutationContext context) =>
        ReplaceBetweenQuotes(context, context.PickPiece(static (outline, piece) => outline.Pieces[piece].Kind == PieceKind.String));

    private static bool ReplaceKey(MutationContext context) =>
        ReplaceBetweenQuotes(context, context.PickPiece(static (outline, piece) => outline.IsKey(piece)));

    private static bool ReplaceCommand(MutationContext context)
    {
        byte[][] commands = context.Dictionary.Commands;
        int opener = Members.PickObject(context);
        if (commands.Length == 0 || opener < 0 || !Members.TryFind(context, opener, "execute"u8, out _, out Stretch command))
        {
            return false;
        }

        ArrayBufferWriter<byte> quoted = context.NewScratch();
        quoted.Write("\""u8);
        quoted.Write(context.Random.Pick<byte[]>(commands));
        quoted.Write("\""u8);
        return context.Input.Replace(command.Start, command.Length, quoted.WrittenSpan);
    }

    private static bool InsertCommand(MutationContext context)
    {
        byte[][] commands = context.Dictionary.Commands;
        return commands.Length > 0
            && context.Input.Insert(context.PickBoundary(), "{\"execute\":\""u8, context.Random.Pick<byte[]>(commands), "\"}\n"u8);
    }

    private static bool ReplaceBetweenQuotes(MutationContext context, int picked)
    {
        byte[][] words = context.Dictionary.Words;
        if (picked < 0 || words.Length == 0 || context.Outline.Pieces[picked].Length < 2)
        {
            return false;
        }

        Piece text = context.Outline.Pieces[picked];
        return context.Input.Replace(text.Start + 1, text.Length - 2, context.Random.Pick<byte[]>(words));
    }
}
