namespace QmpFuzz.Qmp.Json;

/// <summary>Messages for re-use, so that a message costs no garbage; one pool for all framers that take turns.</summary>
internal sealed class MessagePool
{
    private const int MostKept = 16;

    private readonly Stack<JsonMessage> _kept = new();

    public JsonMessage Rent() => _kept.TryPop(out JsonMessage? message) ? message : new JsonMessage();

    /// <summary>Takes a message back; its values are no longer good.</summary>
    public void Recycle(JsonMessage message)
    {
        if (_kept.Count < MostKept)
        {
            message.Clear();
            _kept.Push(message);
        }
    }
}
