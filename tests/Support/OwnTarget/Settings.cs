using System.Buffers.Text;

namespace Example;

public static class SettingsFuzzer
{
    public static void Fuzz(ReadOnlySpan<byte> input) => Settings.ReadWidth(input);
}

public static class Settings
{
    /// <summary>Reads lines such as width=640 and scale=2; the width is in units of the scale.</summary>
    public static int ReadWidth(ReadOnlySpan<byte> text)
    {
        int width = 0;
        int scale = 1;
        foreach (Range range in text.Split((byte)'\n'))
        {
            ReadOnlySpan<byte> line = text[range];
            int equals = line.IndexOf((byte)'=');
            if (equals < 0 || !Utf8Parser.TryParse(line[(equals + 1)..], out int value, out _))
            {
                continue;
            }

            if (line[..equals].SequenceEqual("width"u8))
            {
                width = value;
            }
            else if (line[..equals].SequenceEqual("scale"u8))
            {
                scale = value;
            }
        }

        return width / scale;
    }
}
