using QmpFuzz.Qmp.Json;

namespace QmpFuzz.Qmp.Server;

/// <summary>A command that was started and is not finished: who asked, on which connection, what the reply will be, and when.</summary>
internal sealed record PendingCommand(QmpSession Session, int Connection, QueuedRequest Request, JsonValue? Id, byte[] Result, long Due);
