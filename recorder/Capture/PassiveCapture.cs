using System.Collections.Immutable;
using System.Globalization;
using QmpFuzz.Recorder.Import;
using QmpFuzz.Recorder.Redaction;
using QmpFuzz.Recorder.Sessions;

namespace QmpFuzz.Recorder.Capture;

/// <summary>What a passive capture is told to do.</summary>
public sealed record CaptureOptions
{
    public required string Interface { get; init; }

    /// <summary>The packets to look at, in libpcap's words; null for all.</summary>
    public string? Filter { get; init; }

    /// <summary>Where the session files go; created 0700 if it is not there.</summary>
    public required string Folder { get; init; }

    /// <summary>What the sessions must not show; null records every chunk as it is.</summary>
    public SecretRules? Secrets { get; init; }
}

/// <summary>What a passive capture came to.</summary>
/// <param name="Sessions">The files it made.</param>
/// <param name="Remarks">What was left out, one line a reason.</param>
/// <param name="Failure">What ended it before it was told to end, if anything.</param>
public sealed record CaptureResult(ImmutableArray<ImportedSession> Sessions, ImmutableArray<string> Remarks, string? Failure);

/// <summary>Records TCP connections that pass an interface, without being in their way: each with a payload becomes a session.</summary>
public sealed class PassiveCapture : IDisposable
{
    private static readonly TimeSpan IdlePause = TimeSpan.FromMilliseconds(10);

    private readonly PacketSource _packets;
    private readonly SessionFolder _sessions;
    private readonly CaptureReader _reader;
    private readonly TimeProvider _time;

    private PassiveCapture(PacketSource packets, CaptureOptions options, TimeProvider time)
    {
        (_packets, _time) = (packets, time);
        string group = string.Create(CultureInfo.InvariantCulture, $"{time.GetUtcNow():yyyyMMdd'T'HHmmss'Z'}-{Environment.ProcessId}");
        _sessions = new SessionFolder(options.Folder, group, "capture", options.Secrets);
        _reader = new CaptureReader(packets.LinkType, options.Interface, _sessions);
    }

    /// <summary>Starts listening; null, with the reason in one line, if that may not or cannot be done.</summary>
    public static PassiveCapture? Start(CaptureOptions options, TimeProvider time, out string? reason)
    {
        PacketSource? packets = PacketSource.OpenInterface(options.Interface, options.Filter, out reason);
        if (packets is null)
        {
            reason = $"{options.Interface}: {reason}";
            return null;
        }

        if (CaptureReader.Reads(packets.LinkType))
        {
            return new PassiveCapture(packets, options, time);
        }

        reason = $"{options.Interface}: its link type {packets.LinkType} is not known here";
        packets.Dispose();
        return null;
    }

    /// <summary>Records until told to stop, or until the interface fails.</summary>
    public CaptureResult Run(CancellationToken stop)
    {
        string? failure = null;
        while (!stop.IsCancellationRequested && failure is null)
        {
            switch (_packets.Read())
            {
                case PacketRead.Packet:
                    _reader.Receive(_packets.Packet, _packets.WireLength, _packets.Time);
                    break;
                case PacketRead.None:
                    _reader.Advance((_time.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond);
                    stop.WaitHandle.WaitOne(IdlePause);
                    break;
                default:
                    failure = _packets.Error;
                    break;
            }
        }

        _reader.End();
        return new CaptureResult([.. _sessions.Sessions.Select(Importer.Describe)], [.. _reader.Remarks(), .. Dropped()], failure);
    }

    public void Dispose()
    {
        _sessions.Dispose();
        _packets.Dispose();
    }

    private IEnumerable<string> Dropped()
    {
        if (_packets.Dropped is > 0 and long dropped)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"{dropped} packets were dropped by the kernel; what they carried shows as gaps");
        }
    }
}
