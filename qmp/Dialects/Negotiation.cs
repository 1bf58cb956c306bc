namespace QmpFuzz.Qmp.Dialects;

/// <summary>
/// What one connection has negotiated. It is ready when commands may run and events come; where a dialect has modes it can
/// become unready again. Changes that are staged take effect when it becomes ready.
/// </summary>
internal sealed class Negotiation
{
    private Capability _staged;

    public bool IsReady { get; private set; }

    public Capability Enabled { get; private set; }

    /// <summary>A new connection: nothing is negotiated.</summary>
    public void Clear()
    {
        IsReady = false;
        Enabled = _staged = Capability.None;
    }

    /// <summary>Ends the negotiation with these capabilities.</summary>
    public void Complete(Capability enabled)
    {
        Enabled = _staged = enabled;
        IsReady = true;
    }

    public void Stage(Capability capability, bool enabled) => _staged = enabled ? _staged | capability : _staged & ~capability;

    /// <summary>Ends the negotiation with what was staged; does nothing if it is ready.</summary>
    public void BecomeReady() => Complete(_staged);

    /// <summary>Negotiation begins again; what is enabled stays so until it ends.</summary>
    public void Reopen() => IsReady = false;
}
