using QmpFuzz.Qmp.Rules.Reading;

namespace QmpFuzz.Qmp.Rules.Pairing;

/// <summary>What is known of a connection's negotiation, and so of what the server may answer to a message in its turn.</summary>
internal sealed class NegotiatedMode(DialectRules dialect, IdPool ids)
{
    /// <summary>Capabilities were negotiated on this connection.</summary>
    public Certainty Negotiated { get; set; }

    /// <summary>Replies may overtake: it was enabled.</summary>
    public Certainty Overtaking { get; set; }

    public void Clear() => Negotiated = Overtaking = Certainty.No;

    public bool Accepts(in Expected owed, in ServerMessage reply)
    {
        if (owed.Kind == ExpectedKind.Fault)
        {
            return IsErrorWithoutId(reply) && !IsWrongAboutJson(owed, reply);
        }

        return IsDelimitedRightly(owed, reply) && SameId.Of(ids.Of(owed), reply.Id) && !reply.IsSyntaxError && (reply.Kind == ServerMessageKind.Error ? MayFail(owed) : MaySucceed(owed));
    }

    /// <summary>Why an error without an id is not that of a message that can only be refused; None if it is.</summary>
    public static Mismatch WhyNoFault(in Expected owed, in ServerMessage reply) =>
        owed.Kind != ExpectedKind.Fault || !IsErrorWithoutId(reply) || !IsWrongAboutJson(owed, reply) ? Mismatch.None
        : reply.IsSyntaxError ? Mismatch.RefusedJson
        : Mismatch.AcceptedNoJson;

    /// <summary>Why a reply with the right id is wrong nevertheless.</summary>
    public Mismatch WhyNot(in Expected owed, in ServerMessage reply) =>
        reply.IsSyntaxError ? Mismatch.RefusedJson
        : (owed.Traits & (CommandTraits.MustFail | CommandTraits.OutOfBand)) != 0 ? Mismatch.AcceptedMalformed
        : !IsDelimitedRightly(owed, reply) ? Mismatch.Delimiter
        : reply.Kind == ServerMessageKind.Error ? Mismatch.NegotiationRefused
        : LacksId(owed) ? Mismatch.AcceptedWithoutId
        : owed.Has(CommandTraits.OnlyBefore) ? Mismatch.NegotiatedTwice
        : Mismatch.SuccessBeforeNegotiation;

    /// <summary>An asynchronous command without an id, or malformed, is refused in its turn.</summary>
    public static bool MayOvertake(in Expected owed) =>
        owed.Has(CommandTraits.OutOfBand) || (owed.Has(CommandTraits.Async) && !owed.Has(CommandTraits.MustFail) && owed.IdLength > 0);

    private static bool IsErrorWithoutId(in ServerMessage reply) => reply is { Kind: ServerMessageKind.Error, IsDelimited: false } && reply.Id.IsEmpty;

    private static bool IsWrongAboutJson(in Expected owed, in ServerMessage reply) =>
        owed.Has(reply.IsSyntaxError ? CommandTraits.IsJson : CommandTraits.NoJson);

    private static bool IsDelimitedRightly(in Expected owed, in ServerMessage reply) =>
        reply.IsDelimited == (reply.Kind == ServerMessageKind.Return && owed.Has(CommandTraits.Delimited));

    private bool MayFail(in Expected owed) => !owed.Has(CommandTraits.OnlyNegotiates) || Negotiated != Certainty.No;

    private bool MaySucceed(in Expected owed)
    {
        if ((owed.Traits & (CommandTraits.MustFail | CommandTraits.OutOfBand)) != 0 || LacksId(owed))
        {
            return false;
        }

        return dialect.Negotiation == NegotiationKind.None || owed.Has(CommandTraits.Always)
            || Negotiated != (owed.Has(CommandTraits.OnlyBefore) ? Certainty.Yes : Certainty.No);
    }

    private bool LacksId(in Expected owed) => dialect.Overtaking == OvertakingKind.Async && Overtaking == Certainty.Yes && owed.IdLength == 0;
}
