using System.Globalization;
using System.Text;

namespace QmpFuzz.Bench;

/// <summary>
/// Makes a stream of newline-separated QMP messages as a libvirt host sees them: commands, replies, events, errors and long
/// block lists. The same seed gives the same bytes, on every machine.
/// </summary>
internal sealed class StreamGenerator(ulong seed)
{
    private static readonly string[] Queries = ["query-status", "query-block", "query-version", "query-cpus-fast", "stop", "cont"];
    private static readonly string[] MonitorLines = ["info status", "info mtree", "info qtree"];
    private static readonly string[] States = ["running", "paused", "inmigrate"];
    private static readonly string[] Truths = ["true", "false"];
    private static readonly string[] Classes = ["GenericError", "DeviceNotFound", "CommandNotFound"];

    private readonly StringBuilder _line = new();
    private ulong _state = seed;

    /// <summary>Whole messages up to at most so many bytes.</summary>
    public byte[] Generate(int bytes)
    {
        byte[] stream = new byte[bytes];
        int length = 0;
        for (int number = 1; ; number++)
        {
            _line.Clear();
            AppendMessage(number);
            _line.Append('\n');
            string line = _line.ToString();
            if (length + Encoding.UTF8.GetByteCount(line) > bytes)
            {
                return stream[..length];
            }

            length += Encoding.UTF8.GetBytes(line, stream.AsSpan(length));
        }
    }

    private void AppendMessage(int number)
    {
        switch (Below(10))
        {
            case 0 or 1 or 2:
                Append("""{"execute": "~", "id": ~}""", Pick(Queries), number);
                break;
            case 3:
                Append("""{"execute": "human-monitor-command", "arguments": {"command-line": "~"}, "id": "libvirt-~"}""", Pick(MonitorLines), number);
                break;
            case 4:
                Append("""{"execute": "device_add", "arguments": {"driver": "virtio-blk-pci", "drive": "drive~", "id": "disk~", """, number, number);
                Append("""
                    "bootindex": ~, "iothread": "io\u00e9\n~"}, "id": ~}
                    """, Below(10) - 1, number % 4, number);
                break;
            case 5:
                Append("""{"return": {}, "id": ~}""", number);
                break;
            case 6:
                Append("""{"return": {"running": ~, "singlestep": false, "status": "~"}, "id": ~}""", Pick(Truths), Pick(States), number);
                break;
            case 7:
                Append("""{"timestamp": {"seconds": ~, "microseconds": ~}, "event": "BLOCK_JOB_READY", """, 1700000000 + Below(1000000), Below(1000000));
                Append("""
                    "data": {"device": "drive~", "len": ~, "offset": ~, "speed": 0, "type": "mirror"}}
                    """, number, Below(1L << 40), Below(1L << 40));
                break;
            case 8:
                Append("""{"error": {"class": "~", "desc": "Device 'virtio-~' \"not\" found"}, "id": ~}""", Pick(Classes), number, number);
                break;
            default:
                AppendBlockList(number);
                break;
        }
    }

    private void AppendBlockList(int number)
    {
        Append("""{"return": [""");
        long devices = 1 + Below(7);
        for (int device = 0; device < devices; device++)
        {
            Append(device == 0 ? "" : ", ");
            Append("""{"device": "d~", "locked": false, "removable": true, "io-status": "ok", "inserted": {"ro": false, "drv": "qcow2", """, device);
            Append("""
                    "iops_rd": 0, "bps": ~, "file": "/var/lib/images/vm-~.qcow2"
                    """, Below(1000000000), Below(1000));
            Append("""
                    , "image": {"virtual-size": ~, "cluster-size": 65536, "dirty-flag": null, "ratio": ~.~}}}
                    """, Below(1L << 42), Below(100), Below(10000));
        }

        Append("""], "id": ~}""", number);
    }

    /// <summary>Appends JSON in which each ~ stands for the next value.</summary>
    private void Append(string json, params ReadOnlySpan<object> values)
    {
        int next = 0;
        foreach (char character in json)
        {
            if (character == '~')
            {
                _line.Append(CultureInfo.InvariantCulture, $"{values[next++]}");
            }
            else
            {
                _line.Append(character);
            }
        }
    }

    private string Pick(string[] choices) => choices[(int)Below(choices.Length)];

    private long Below(long limit) => (long)(Next() % (ulong)limit);

    // SplitMix64 (Steele, Lea, Flood 2014)
    private ulong Next()
    {
        ulong mixed = _state += 0x9E3779B97F4A7C15;
        mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
        return mixed ^ (mixed >> 31);
    }
}
