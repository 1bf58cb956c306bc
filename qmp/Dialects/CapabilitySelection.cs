using QmpFuzz.Qmp.Arguments;
using QmpFuzz.Qmp.Json;
using QmpFuzz.Qmp.Messages;

namespace QmpFuzz.Qmp.Dialects;

/// <summary>The selection of the offer-and-select answer of 2010: a bare { "capabilities": [ names ], "id"?: any } instead of a command.</summary>
internal sealed class CapabilitySelection(IReadOnlyList<string> offered)
{
    private static readonly QmpError NotAnObject = QmpError.BadInput("QMP input must be a JSON object", "object");
    private static readonly QmpError Lacking = QmpError.BadInput("QMP input lacks member 'capabilities'", "capabilities");

    private readonly IReadOnlyList<Parameter> _members =
    [
        new("capabilities", ParameterType.ArrayOf(ParameterType.Enum([.. offered]))), new("id", ParameterType.Any, Optional: true),
    ];

    /// <summary>Reads one; a message that is none, a command above all, is an error and the client selects again.</summary>
    public QmpError? Read(JsonValue message, ArgumentChecker checker, out Capability selected, out JsonValue? id)
    {
        (selected, id) = (Capability.None, null);
        if (message.Kind != JsonKind.Object)
        {
            return NotAnObject;
        }

        id = message.TryGet("id"u8, out JsonValue given) ? given : null;
        if (message.TryGet("execute"u8, out JsonValue command) && command.Kind == JsonKind.String)
        {
            return QmpError.CommandNotFound(command.Utf8);
        }

        if (!message.TryGet("capabilities"u8, out JsonValue names))
        {
            return Lacking;
        }

        QmpError? error = checker.Check(message, _members);
        selected = error is null ? CapabilityNames.In(names) : Capability.None;
        return error;
    }
}
