namespace QmpFuzz.Qmp.Transport;

/// <summary>Why nothing was transferred.</summary>
public enum TransferEnd : byte
{
    None,

    /// <summary>There is nothing yet, or no room yet.</summary>
    TooEarly,

    /// <summary>The connection broke, or the peer takes no more.</summary>
    Broken,
}

/// <summary>What a socket took or gave now. Received nothing, without a reason: the peer will send no more.</summary>
public readonly record struct Transfer(int Bytes, TransferEnd End);
