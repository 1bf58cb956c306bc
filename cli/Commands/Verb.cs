using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using QmpFuzz.Corpus.Sessions;
using QmpFuzz.Corpus.Testcases;
using QmpFuzz.Fuzz.Targets;
using QmpFuzz.Qmp.Dialects;
using QmpFuzz.Qmp.Transport;
using QmpFuzz.Replay.Spawning;

namespace QmpFuzz.Cli.Commands;

/// <summary>What all verbs share: they run to an <see cref="ExitCode"/>, and what the world did to them becomes one clear line.</summary>
internal static class Verb
{
    /// <summary>Gives a command its work; exceptions of the world (socket, disk) end here, anything else is a bug of ours and is shown whole.</summary>
    public static Command Runs(this Command command, Func<ParseResult, CancellationToken, Task<ExitCode>> work)
    {
        command.SetAction(async (parsed, cancellation) => (int)await GuardAsync(() => work(parsed, cancellation), cancellation));
        return command;
    }

    /// <summary>An option that takes an endpoint and says what is wrong with a bad one.</summary>
    public static Option<QmpEndpoint> Endpoint(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "ENDPOINT",
        CustomParser = argument => ParseEndpoints(argument) is [QmpEndpoint endpoint] ? endpoint : null,
    };

    /// <summary>Reads every value of an option as an endpoint; a bad one becomes a usage error.</summary>
    public static QmpEndpoint[] ParseEndpoints(ArgumentResult argument)
    {
        List<QmpEndpoint> endpoints = [];
        foreach (Token token in argument.Tokens)
        {
            if (QmpEndpoint.TryParse(token.Value, out QmpEndpoint? endpoint, out string reason))
            {
                endpoints.Add(endpoint);
            }
            else
            {
                argument.AddError(reason);
            }
        }

        return [.. endpoints];
    }

    /// <summary>The option <c>--dialect</c>, by default today's QEMU.</summary>
    public static Option<ProtocolDialect> Dialect() => new("--dialect")
    {
        Description = $"Which QMP to speak: {DialectNames}.",
        HelpName = "DIALECT",
        DefaultValueFactory = _ => ProtocolDialect.Qemu,
        CustomParser = ParseDialect,
    };

    /// <summary>The option <c>--dialect</c> of a verb that works on all dialects without it.</summary>
    public static Option<ProtocolDialect?> DialectOrAll() => new("--dialect")
    {
        Description = $"Which QMP to speak: {DialectNames} (default: all of them).",
        HelpName = "DIALECT",
        CustomParser = ParseDialect,
    };

    private static ProtocolDialect? ParseDialect(ArgumentResult argument)
    {
        if (ProtocolDialect.Find(argument.Tokens[0].Value) is { } dialect)
        {
            return dialect;
        }

        argument.AddError($"'{argument.Tokens[0].Value}' is not a dialect: there are {DialectNames}");
        return null;
    }

    /// <summary>Reads 60s, 5m or 8h; a plain number is seconds.</summary>
    public static TimeSpan? ParseTime(ArgumentResult argument)
    {
        string text = argument.Tokens[0].Value;
        string number = text.TrimEnd('s', 'm', 'h');
        double? unit = text[number.Length..] switch { "h" => 3600, "m" => 60, "s" or "" => 1, "ms" => 0.001, _ => null };
        if (unit is null || !double.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double count) || count <= 0)
        {
            argument.AddError($"{text}: expected a time such as 500ms, 60s, 5m or 8h");
            return null;
        }

        return TimeSpan.FromSeconds(count * unit.Value);
    }

    /// <summary>The number that an option was given; null: none, or a word, of which its conversion complains later than validators run.</summary>
    public static int? NumberOf(OptionResult? option) =>
        option?.Tokens is [{ Value: var text }] && int.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out int number) ? number : null;

    /// <summary>A testcase from its file, or what the clients of a recording did; null: it cannot be read, and the user knows why.</summary>
    public static byte[]? ReadTestcase(string path)
    {
        IReadOnlyList<string> sessions = SessionFiles.Expand([path]);
        if (!sessions[0].EndsWith(SessionFiles.Extension, StringComparison.Ordinal))
        {
            return File.ReadAllBytes(path);
        }

        byte[]? testcase = RecordedTestcase.Read(sessions, out SessionFault? fault);
        if (testcase is null)
        {
            Console.Error.WriteLine($"qmpfuzz: {fault}");
        }

        return testcase;
    }

    private static string DialectNames => string.Join(", ", ProtocolDialect.All.Select(dialect => dialect.Name));

    private static async Task<ExitCode> GuardAsync(Func<Task<ExitCode>> work, CancellationToken cancellation)
    {
        try
        {
            return await work();
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            return ExitCode.Interrupted;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            await Console.Error.WriteLineAsync($"qmpfuzz: {failure.Message}");
            return failure switch
            {
                EndpointUnreachableException or TargetNotReadyException => ExitCode.Unreachable,
                EndpointRefusedException or TargetRefusedException or FileNotFoundException or DirectoryNotFoundException => ExitCode.BadInput,
                _ => ExitCode.SystemFailure,
            };
        }
    }
}
