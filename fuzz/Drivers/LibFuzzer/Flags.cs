using System.Globalization;

namespace QmpFuzz.Fuzz.Drivers.LibFuzzer;

/// <summary>
/// A command line of libFuzzer's: <c>-flag=value</c>, in this form only, files and folders; <c>--option</c>s are not its own, and are
/// handed to processes that it starts.
/// </summary>
internal sealed class Flags
{
    private readonly Dictionary<string, string> _values = new(StringComparer.Ordinal);
    private readonly List<string> _inputs = [];
    private readonly List<string> _options = [];
    private readonly List<string> _remarks = [];

    private Flags()
    {
    }

    /// <summary>Files and folders, in their order.</summary>
    public IReadOnlyList<string> Inputs => _inputs;

    /// <summary>What begins with two dashes.</summary>
    public IReadOnlyList<string> Options => _options;

    /// <summary>What to tell the user about flags that are not known, or do nothing here.</summary>
    public IReadOnlyList<string> Remarks => _remarks;

    /// <summary>Why it cannot be run like that; null: it can.</summary>
    public string? Refusal { get; private set; }

    public long this[string flag] => _values.TryGetValue(flag, out string? value) ? Integer(value) : DefaultOf(flag);

    /// <summary>The value of a flag that takes text; null: not given.</summary>
    public string? Text(string flag) => _values.GetValueOrDefault(flag);

    public bool IsSet(string flag) => this[flag] > 0;

    public TimeSpan Seconds(string flag) => TimeSpan.FromSeconds(this[flag]);

    public static Flags Parse(IEnumerable<string> arguments)
    {
        Flags flags = new();
        foreach (string argument in Joined(arguments))
        {
            flags.Take(argument);
            if (flags.IsSet("ignore_remaining_args"))
            {
                break;
            }
        }

        return flags;
    }

    /// <summary>Options of ours may stand apart from their values, as they do for the other verbs.</summary>
    private static IEnumerable<string> Joined(IEnumerable<string> arguments)
    {
        string? option = null;
        foreach (string argument in arguments)
        {
            if (option is null && DriverTarget.Options.Contains(argument))
            {
                option = argument;
                continue;
            }

            yield return option is null ? argument : $"{option}={argument}";
            option = null;
        }
    }

    /// <summary>The flag that an argument sets, and to what; null if it is none that we know.</summary>
    public static (Flag Flag, string Value)? Split(string argument)
    {
        int equals = argument.IndexOf('=', StringComparison.Ordinal);
        Flag? flag = equals > 1 && argument[0] == '-' ? FlagTable.All.FirstOrDefault(flag => flag.Name == argument[1..equals]) : null;
        return flag is null ? null : (flag, argument[(equals + 1)..]);
    }

    private void Take(string argument)
    {
        if (!argument.StartsWith('-'))
        {
            _inputs.Add(argument);
        }
        else if (argument.StartsWith("--", StringComparison.Ordinal))
        {
            TakeOption(argument);
        }
        else if (Split(argument) is not { } split)
        {
            _remarks.Add($"WARNING: unrecognized flag '{argument}'; use -help=1 to list all flags");
        }
        else
        {
            Take(split.Flag, split.Value, argument);
        }
    }

    private void TakeOption(string argument)
    {
        _options.Add(argument);
        if (Split(argument[1..]) is not null)
        {
            _remarks.Add($"WARNING: did you mean '{argument[1..]}' (single dash)?");
        }
    }

    private void Take(Flag flag, string value, string argument)
    {
        _values[flag.Name] = value;
        bool asksForSomething = flag.IsText ? value.Length > 0 : Integer(value) != flag.Default;
        if (flag.Fate == FlagFate.WithoutEffect && asksForSomething)
        {
            _remarks.Add($"INFO: {argument} has no effect here: {flag.Description}");
        }
        else if (flag.Fate == FlagFate.Refused && asksForSomething)
        {
            Refusal = $"ERROR: {argument} is not supported: {flag.Description}";
        }
    }

    private static long DefaultOf(string flag) => FlagTable.All.First(each => each.Name == flag).Default ?? 0;

    /// <summary>As libFuzzer reads a number: up to the first thing that is no digit.</summary>
    private static long Integer(string value)
    {
        int sign = value.StartsWith('-') ? 1 : 0;
        int digits = value.AsSpan(sign).IndexOfAnyExceptInRange('0', '9');
        string number = digits < 0 ? value : value[..(sign + digits)];
        return long.TryParse(number, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long parsed) ? parsed : 0;
    }
}
