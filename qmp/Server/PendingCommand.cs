using QmpFuzz.Qmp.Json;

namespace QmpFuzz.Qmp.Server;

/// <summary>A command that was started and is not finished: where its reply goes, and what it will be.</summary>
internal sealed record PendingCommand(QmpSession Session, int Connection, JsonMessage Message, JsonValue? Id, byte[] Result, long Due, bool ResumesInput);
