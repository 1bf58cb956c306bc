using System.Collections.Immutable;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace QmpFuzz.Replay.Matching;

/// <summary>
/// Tells apart what a server of another version or build offers (commands, arguments, members, its own version) and what it does with
/// that. Version numbers alone do not tell: builds of one version differ too.
/// </summary>
internal static partial class CauseFinder
{
    private const string Nothing = "nothing";

    /// <summary>What a recorded message and a different counterpart come from.</summary>
    public static DivergenceCause Of(ServerMessage recorded, ServerMessage live, ImmutableArray<Difference> differences)
    {
        bool offered = recorded.Kind == ServerMessageKind.Greeting
            || IsNotFound(recorded) != IsNotFound(live)
            || (recorded.Kind == ServerMessageKind.Return && RefusesArguments(live))
            || (recorded.Kind == live.Kind && differences.Length > 0 && differences.All(IsOfVersion));
        return offered ? DivergenceCause.Version : DivergenceCause.Behaviour;
    }

    /// <summary>The server does not have the command: what it would have caused is missing too.</summary>
    public static bool IsNotFound(ServerMessage message) => message.Kind == ServerMessageKind.Error && Text(message, "class") == "CommandNotFound";

    private static bool RefusesArguments(ServerMessage message) =>
        message.Kind == ServerMessageKind.Error && Text(message, "class") == "GenericError" && UnknownArgument().IsMatch(Text(message, "desc") ?? "");

    // a member that one of them does not have, or the words of an error of the same class
    private static bool IsOfVersion(Difference difference) =>
        difference.Recorded == Nothing || difference.Live == Nothing || difference.Path == "$.error.desc";

    private static string? Text(ServerMessage message, string member) =>
        message.Value.TryGetProperty("error", out JsonElement error)
        && error.ValueKind == JsonValueKind.Object
        && error.TryGetProperty(member, out JsonElement value)
        && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;

    [GeneratedRegex(@"\A(Parameter '[^']*' is (unexpected|missing)|Parameter '[^']*' does not accept value|Invalid parameter type for )")]
    private static partial Regex UnknownArgument();
}
