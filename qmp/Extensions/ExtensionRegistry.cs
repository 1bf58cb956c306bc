using System.Text;
using System.Text.Json;
using QmpFuzz.Qmp.Dialects;
using QmpFuzz.Qmp.Machine;

namespace QmpFuzz.Qmp.Extensions;

/// <summary>
/// The private extensions of one server. What breaks a rule is refused, with the reasons; advice is given and not enforced.
/// Names are compared with those of the dialect and of the extensions that are there.
/// </summary>
internal sealed class ExtensionRegistry(ProtocolDialect dialect)
{
    // of any QEMU, whether the built-in machine has them or not
    private static readonly string[] ErrorClasses = ["GenericError", "CommandNotFound", "DeviceNotActive", "DeviceNotFound", "KVMMissingCap"];

    private readonly HashSet<string> _names = new(StringComparer.Ordinal);

    /// <summary>The dialect with the extensions that were taken.</summary>
    public ProtocolDialect Dialect { get; private set; } = dialect;

    /// <summary>Takes the extension if it breaks no rule; returns what it breaks, and what it would be better to do otherwise.</summary>
    public IReadOnlyList<ExtensionBreach> Register(DownstreamExtension extension)
    {
        List<ExtensionBreach> breaches = [.. Judge(extension)];
        if (breaches.TrueForAll(breach => breach.Rule.IsAdvice))
        {
            _names.UnionWith(extension.Commands.Select(command => command.Name).Concat(extension.Events));
            Dialect = Dialect.With(extension.Commands);
        }

        return breaches;
    }

    private IEnumerable<ExtensionBreach> Judge(DownstreamExtension extension) =>
    [
        .. extension.Commands.SelectMany(command => JudgeCommand(command.Name)),
        .. extension.Events.SelectMany(JudgeEvent),
        .. extension.Errors.SelectMany(error => JudgeError(error.Class, error.Command, extension)),
        .. extension.Capabilities.Select(name => new ExtensionBreach(ExtensionRule.NoNewCapabilities, $"capability {name}", "a downstream offers none")),
        .. JudgeGreeting(extension.Greeting),
    ];

    private IEnumerable<ExtensionBreach> JudgeCommand(string name) =>
        Dialect.Knows(name) || _names.Contains(name)
            ? [new ExtensionBreach(ExtensionRule.OnlyNewCommands, $"command {name}", "is there already")]
            : JudgeName("command", name);

    private IEnumerable<ExtensionBreach> JudgeEvent(string name) =>
        MachineEvent.IsKnown(name) || _names.Contains(name)
            ? [new ExtensionBreach(ExtensionRule.OnlyNewEvents, $"event {name}", "is there already")]
            : JudgeName("event", name);

    private static IEnumerable<ExtensionBreach> JudgeError(string name, string command, DownstreamExtension extension)
    {
        if (ErrorClasses.Contains(name))
        {
            return [];
        }

        return extension.Commands.Any(own => own.Name == command)
            ? JudgeName("error class", name)
            : [new ExtensionBreach(ExtensionRule.ErrorsOfNewCommands, $"error class {name}", $"is new, and command {command} is not the extension's")];
    }

    private IEnumerable<ExtensionBreach> JudgeGreeting(string? greeting)
    {
        if (greeting is null)
        {
            return [];
        }

        try
        {
            return BannerForm.Faults(JsonElement.Parse(Encoding.UTF8.GetBytes(greeting)), Dialect.GreetsWithVersion)
                .Select(fault => new ExtensionBreach(ExtensionRule.UnchangedBanner, "greeting", fault));
        }
        catch (JsonException failure)
        {
            return [new ExtensionBreach(ExtensionRule.UnchangedBanner, "greeting", $"is not JSON: {failure.Message}")];
        }
    }

    private static IEnumerable<ExtensionBreach> JudgeName(string what, string name) =>
        !DownstreamName.IsReserved(name) ? [new ExtensionBreach(ExtensionRule.ReservedPrefix, $"{what} {name}", "does not begin with __")]
        : DownstreamName.TryParse(name, out _, out string reason) ? []
        : [new ExtensionBreach(ExtensionRule.ReversedDomain, $"{what} {name}", reason)];
}
