using QmpFuzz.Qmp.Rules.Pairing;
using QmpFuzz.Qmp.Rules.Reading;

namespace QmpFuzz.Qmp.Rules;

/// <summary>What is known of one monitor: its connection now, and what the last one left behind.</summary>
internal sealed class Conversation
{
    public Conversation(DialectRules dialect, MachineState machine, int monitor)
    {
        (Dialect, Machine, Monitor) = (dialect, machine, monitor);
        Replies = new ReplyMatcher(dialect);
        Client = new ClientReader(dialect, Replies);
    }

    public DialectRules Dialect { get; }

    public MachineState Machine { get; }

    public int Monitor { get; }

    public ServerLines Output { get; } = new();

    public ReplyMatcher Replies { get; }

    public ClientReader Client { get; }

    /// <summary>A client is there and the server has not closed.</summary>
    public bool IsConnected { get; private set; }

    /// <summary>There was a client once.</summary>
    public bool WasConnected { get; private set; }

    /// <summary>The client sends no more, but reads.</summary>
    public bool IsHalfClosed { get; set; }

    /// <summary>Bytes of this connection are missing.</summary>
    public bool IsBlind { get; set; }

    /// <summary>Whole lines that this connection has seen.</summary>
    public int Lines { get; set; }

    public int Greetings { get; set; }

    public EventNotes Events { get; } = new();

    /// <summary>The server still owes what was asked: a client is there, and nothing happened that lets the server drop commands.</summary>
    public bool OwesReplies => IsConnected && !Machine.HasEnded;

    /// <summary>Where the end of the input is read at once, with it goes what was not answered yet; where it is not known whether that is so, it is not judged.</summary>
    public bool MayDropReplies => IsHalfClosed && Dialect.Knows(KnownDeviation.EndOfInput) && Replies.Overtaking != Certainty.No;

    public void Connect()
    {
        (IsConnected, WasConnected, IsHalfClosed, IsBlind, Lines, Greetings) = (true, true, false, false, 0, 0);
        Output.Clear();
        Events.Forget();
        Replies.Begin();
        Client.Begin();
    }

    public void Leave()
    {
        if (IsConnected)
        {
            Machine.HasEnded |= Replies.OwesEnd;            // it may be running, and end the machine while the next client is served
            Replies.Leave();
        }

        IsConnected = false;
    }

    public void Clear()
    {
        (IsConnected, WasConnected, IsHalfClosed, IsBlind, Lines, Greetings) = (false, false, false, false, 0, 0);
        Output.Clear();
        Events.Clear();
        Client.Clear();
        Replies.Clear();
    }

    public void ClientSent(ReadOnlySpan<byte> bytes)
    {
        int endsSent = Replies.EndsSent;
        if (!IsBlind)
        {
            Client.Read(bytes);
        }

        Machine.EndsSent += Replies.EndsSent - endsSent;
        Machine.IsUnclear |= Client.WasUnclear || IsBlind;
    }
}

/// <summary>What all monitors share.</summary>
internal sealed class MachineState
{
    /// <summary>How many commands <c>quit</c> and <c>yank</c> clients are known to have sent.</summary>
    public int EndsSent { get; set; }

    /// <summary>Some client may have sent more of them.</summary>
    public bool IsUnclear { get; set; }

    /// <summary>Some client may have sent <c>quit</c> or <c>yank</c>.</summary>
    public bool MayEnd => EndsSent > 0 || IsUnclear;

    /// <summary>The machine said so, or closed a connection when it might, or was asked to by a client that left: commands may stay without a reply.</summary>
    public bool HasEnded { get; set; }

    /// <summary>The machine said that it shuts down: no connection stays.</summary>
    public bool HasShutDown { get; set; }

    /// <summary>Microseconds since the transcript began, if somebody told.</summary>
    public long? Now { get; set; }

    public void Clear() => (EndsSent, IsUnclear, HasEnded, HasShutDown, Now) = (0, false, false, false, null);
}
