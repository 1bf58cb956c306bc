using System.Collections.Immutable;

namespace QmpFuzz.Fuzz.Mutators;

/// <summary>Mutations of the capability negotiation: premature, repeated, unknown, partial, of wrong types.</summary>
internal static class NegotiationMutators
{
    public static readonly ImmutableArray<(string Name, Mutation Mutation)> All =
    [
        ("insert", Insert),
        ("lead", Lead),
        ("remove", RemoveFirst),
        ("enable", ChangeEnable),
        ("exchange", ExchangeExecute),
        ("rename", RenameToNegotiation),
    ];

    private static readonly byte[][] Enables = RandomJson.Words(
        "[]", "[\"oob\"]", "[\"oob\",\"oob\"]", "[\"\"]", "[\"async\"]", "[\"oob\",\"async\"]", "[1]", "[null]", "[[]]", "[\"OOB\"]", "\"oob\"", "{}", "null", "1", "[\"oob \"]");

    private static readonly byte[][] Negotiations =
    [
        .. RandomJson.Words("{\"execute\":\"qmp_capabilities\"}\n", "{\"execute\":\"qmp_capabilities\",\"arguments\":{}}\n", "{\"execute\":\"qmp_capabilities\",\"arguments\":[]}\n",
            "{\"execute\":\"qmp_capabilities\",\"arguments\":{\"extra\":1}}\n", "{\"exec-oob\":\"qmp_capabilities\"}\n", "{\"execute\":\"qmp_capabilities\",\"id\":7}\n"),
        .. RandomJson.Words("{\"execute\":\"qmp_switch_mode\",\"arguments\":{\"mode\":\"operational\"}}\n", "{\"execute\":\"qmp_switch_mode\",\"arguments\":{\"mode\":\"handshake\"}}\n",
            "{\"execute\":\"qmp_capability_enable\",\"arguments\":{\"name\":\"oob\"}}\n", "{\"capabilities\":[]}\n", "{\"capabilities\":[\"oob\"]}\n",
            "{\"execute\":\"qmp_capabilities\",\"arguments\":{\"capabilities\":[\"async\"]}}\n"),
        .. Enables.Select(enable => (byte[])[.. "{\"execute\":\"qmp_capabilities\",\"arguments\":{\"enable\":"u8, .. enable, .. "}}\n"u8]),
    ];

    private static bool Insert(MutationContext context) => context.Input.Insert(context.PickBoundary(), context.Random.Pick<byte[]>(Negotiations));

    private static bool Lead(MutationContext context) => context.Input.Insert(0, context.Random.Pick<byte[]>(Negotiations));

    /// <summary>Takes the first message with a negotiation away.</summary>
    private static bool RemoveFirst(MutationContext context)
    {
        foreach (Stretch message in context.Outline.Messages)
        {
            if (context.Input.Bytes[message.Start..message.End].IndexOf("qmp_capabilities"u8) >= 0)
            {
                return context.Input.Remove(message.Start, message.Length);
            }
        }

        return false;
    }

    private static bool ChangeEnable(MutationContext context)
    {
        int key = context.PickPiece((outline, piece) => outline.IsKey(piece) && outline.Pieces[piece].Length == 8 && context.Input.Bytes[outline.Pieces[piece].Start..].IndexOf("enable"u8) == 1);
        if (key < 0 || key + 2 >= context.Outline.Pieces.Count || context.Outline.EndOfValue(key + 2) is not (int end and > 0))
        {
            return false;
        }

        int start = context.Outline.Pieces[key + 2].Start;
        return context.Input.Replace(start, end - start, context.Random.Pick<byte[]>(Enables));
    }

    /// <summary>In-band becomes out-of-band and the other way round.</summary>
    private static bool ExchangeExecute(MutationContext context)
    {
        int opener = Members.PickObject(context);
        if (opener < 0)
        {
            return false;
        }

        if (Members.TryFind(context, opener, "execute"u8, out Piece key, out _))
        {
            return context.Input.Replace(key.Start + 1, key.Length - 2, "exec-oob"u8);
        }

        return Members.TryFind(context, opener, "exec-oob"u8, out key, out _) && context.Input.Replace(key.Start + 1, key.Length - 2, "execute"u8);
    }

    private static bool RenameToNegotiation(MutationContext context)
    {
        int opener = Members.PickObject(context);
        return opener >= 0
            && Members.TryFind(context, opener, "execute"u8, out _, out Stretch command)
            && context.Input.Replace(command.Start, command.Length, "\"qmp_capabilities\""u8);
    }
}
