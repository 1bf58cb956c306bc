namespace QmpFuzz.Qmp.Rules.Pairing;

/// <summary>In which way a reply fits nothing that was asked.</summary>
internal enum Mismatch
{
    None,

    /// <summary>It is the reply of a command that ran when the monitor's last client left.</summary>
    Stale,

    /// <summary>Nothing is owed.</summary>
    Unasked,

    /// <summary>It fits the one in turn but for the id.</summary>
    WrongId,

    /// <summary>A later message is answered first.</summary>
    OutOfOrder,

    /// <summary>The one in turn can only be refused, and was not; nothing was negotiated yet.</summary>
    SuccessBeforeNegotiation,

    /// <summary>The negotiation in turn asks for nothing that could be refused, and was.</summary>
    NegotiationRefused,

    /// <summary>Capabilities were negotiated already.</summary>
    NegotiatedTwice,

    /// <summary>The one in turn has no id where one is mandatory, and was not refused.</summary>
    AcceptedWithoutId,

    /// <summary>The message in turn is no command, or is malformed, and was not refused.</summary>
    AcceptedMalformed,

    /// <summary>A syntax error, and the message in turn is JSON.</summary>
    RefusedJson,

    /// <summary>An error that is no syntax error, and the message in turn is no JSON.</summary>
    AcceptedNoJson,

    /// <summary>0xFF is missing before the reply, or stands there and should not.</summary>
    Delimiter,
}
