using System.Collections.Immutable;
using System.Text.Json;
using QmpFuzz.Replay.Matching;
using QmpFuzz.Replay.Timing;

namespace QmpFuzz.Replay.Descriptors;

/// <summary>Finds out what the descriptors of a recording were for: a chunk's are taken by the getfd and add-fd commands from that chunk on.</summary>
internal static class DescriptorNames
{
    public static ImmutableArray<RecordedDescriptor> Give(PlaybackStep step, IEnumerable<RecordedCommand> commands)
    {
        IEnumerable<RecordedDescriptor> takers = commands
            .Where(command => command.Offset >= step.Offset && Takes(command))
            .Select(command => command.Name == "getfd" ? new RecordedDescriptor(Argument(command, "fdname"), false) : new RecordedDescriptor(Argument(command, "opaque"), true));
        return [.. takers.Concat(step.Descriptors).Take(step.Descriptors.Length)];
    }

    /// <summary>It takes a descriptor.</summary>
    public static bool Takes(RecordedCommand command) => command.Name is "getfd" or "add-fd";

    private static string? Argument(RecordedCommand command, string name) =>
        command.Value.TryGetProperty("arguments", out JsonElement arguments)
        && arguments.ValueKind == JsonValueKind.Object
        && arguments.TryGetProperty(name, out JsonElement value)
        && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;
}
