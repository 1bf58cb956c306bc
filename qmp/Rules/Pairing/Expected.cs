namespace QmpFuzz.Qmp.Rules.Pairing;

internal enum ExpectedKind : byte
{
    /// <summary>Any number of replies of any sort: the stream was unclear there.</summary>
    Anything,

    /// <summary>One error without an id: a reset byte, or a message that no server may take for a command.</summary>
    Fault,

    /// <summary>One reply with the command's id.</summary>
    Command,
}

[Flags]
internal enum CommandTraits : ushort
{
    None = 0,

    /// <summary>With success it leads to command mode.</summary>
    Negotiates = 1,

    /// <summary>It asks for the capability that lets replies overtake, and with success gets it.</summary>
    EnablesOvertaking = 2,

    /// <summary>It is not a well-formed command, so it can only fail.</summary>
    MustFail = 4,

    /// <summary>It says <c>exec-oob</c>: where that is enabled it may overtake, elsewhere it must fail.</summary>
    OutOfBand = 8,

    /// <summary><c>quit</c> and <c>yank</c>: the server may close the connection instead of answering.</summary>
    Ends = 16,

    /// <summary>An asynchronous command: where that is enabled it may overtake.</summary>
    Async = 32,

    /// <summary>With success it leads back to negotiation.</summary>
    Reopens = 64,

    /// <summary>It can only succeed before negotiation is complete.</summary>
    OnlyBefore = 128,

    /// <summary>It can succeed before negotiation is complete and afterwards.</summary>
    Always = 256,

    /// <summary>Its answer has 0xFF in front if it succeeds.</summary>
    Delimited = 512,

    /// <summary>It is answered only if it fails.</summary>
    Silent = 1024,

    /// <summary><c>yank</c>: it may name the very connection that it came from.</summary>
    Yanks = 2048,

    /// <summary>It is JSON, so the error is no syntax error.</summary>
    IsJson = 4096,

    /// <summary>It is no JSON, so the error is a syntax error.</summary>
    NoJson = 8192,

    /// <summary>It asks for negotiation and for nothing else, so there is nothing to refuse as long as nothing is negotiated.</summary>
    OnlyNegotiates = 16384,
}

/// <summary>What the server owes for one message of the client; the id's bytes lie in the matcher's pool.</summary>
internal readonly record struct Expected(ExpectedKind Kind, CommandTraits Traits = CommandTraits.None, int IdStart = 0, int IdLength = 0)
{
    public bool Has(CommandTraits trait) => (Traits & trait) != 0;
}
