using System.Globalization;
using System.Text;
using Switchyard.Hub.Protocol;
using Switchyard.Hub.Tests.Rig;

namespace Switchyard.Hub.Tests.Protocol;

/// <summary>
/// Whatever comes, the reader answers with a frame or a <see cref="FrameException"/>. SWITCHYARD_FUZZ_FRAMES sets the number of inputs (60,000 by default, 10⁸ in the long
/// form), SWITCHYARD_FUZZ_SEED another beginning.
/// </summary>
public sealed class FrameFuzzTests
{
    private static readonly byte[][] Pieces =
    [
        .. new[]
        {
            "null", "true", "-1", "0", "1e400", "9223372036854775807", "9223372036854775808", "\"\"", "\"\\ud800\"", "\"\\udc00\\ud800\"", "\"\\u0000\"", "{}", "[]", "[[", "{\"a\":", "\\", "\"", ",", ":",
            "\"type\":\"hello\",", "\"type\":\"event\",", "\"type\":\"snapshot\",", "\"type\":\"welcome\",", "\"type\":\"nack\",", "\"type\":\"goaway\",", "\"type\":\"report\",", "\"\\ud800\":1,", "\"data\":{\"objects\":[]},",
            "\"seq\":1,", "\"after\":\"36500d\",", "\"after\":\"99999999999999d\",", "\"originatedAt\":\"9999-12-31T23:59:59-14:00\",", "\"eventId\":\"00000000-0000-0000-0000-000000000000\",", "\"objects\":null,",
        }.Select(Encoding.UTF8.GetBytes),
        [0xff], [0xc0, 0x80], [0xed, 0xa0, 0x80], [0], [0xef, 0xbb, 0xbf], [.. Enumerable.Repeat((byte)'[', 100)],
    ];

    private static readonly byte[][] Seeds = [.. FrameSamples.All.Select(FrameWriter.ToBytes)];

    [Fact]
    [Trait("criterion", "HUB-65")]
    public void Mutated_frames_are_read_or_refused()
    {
        var inputs = Number("SWITCHYARD_FUZZ_FRAMES", 60_000);
        var start = Number("SWITCHYARD_FUZZ_SEED", 1);
        long read = 0, refused = 0;
        var kinds = new HashSet<string>();
        Parallel.For(0, Math.Max(1, inputs / 1000), round =>
        {
            var random = new Random((int)((start + round) % int.MaxValue));
            for (var i = 0; i < 1000; i++)
            {
                var input = Mutate(random);
                try
                {
                    var kind = FrameTypes.NameOf(FrameReader.Read(input));
                    Interlocked.Increment(ref read);
                    lock (kinds)
                    {
                        kinds.Add(kind);
                    }
                }
                catch (FrameException)
                {
                    Interlocked.Increment(ref refused);
                }
                catch (Exception other)
                {
                    throw new InvalidOperationException($"{other.GetType().Name} for {Convert.ToBase64String(input)}: {Encoding.UTF8.GetString(input)}", other);
                }
            }
        });

        // Mutations so wild that nothing is read, or so tame that nothing is refused, would test one branch only.
        (read + refused).ShouldBeGreaterThanOrEqualTo(inputs);
        read.ShouldBeGreaterThan(inputs / 20);
        refused.ShouldBeGreaterThan(inputs / 20);
        kinds.ShouldBeSubsetOf([.. kinds.Union(FrameTypes.Names)]);
        FrameTypes.Names.ShouldBeSubsetOf(kinds);
    }

    /// <summary>Every frame cut after every byte, and with every byte replaced by a few others.</summary>
    [Fact]
    [Trait("criterion", "HUB-65")]
    public void Frames_cut_or_altered_at_every_byte_are_read_or_refused()
    {
        foreach (var seed in Seeds)
        {
            for (var at = 0; at < seed.Length; at++)
            {
                Should.Throw<FrameException>(() => FrameReader.Read(seed.AsMemory(0, at)));
                foreach (var replacement in (byte[])[0, (byte)'"', (byte)'\\', (byte)'{', (byte)'9', 0x80, 0xff])
                {
                    byte[] altered = [.. seed];
                    altered[at] = replacement;
                    ReadOrRefuse(altered);
                }
            }
        }
    }

    private static void ReadOrRefuse(byte[] input)
    {
        try
        {
            FrameReader.Read(input);
        }
        catch (FrameException)
        {
        }
    }

    private static byte[] Mutate(Random random)
    {
        List<byte> bytes = [.. Seeds[random.Next(Seeds.Length)]];
        for (var steps = random.Next(1, 5); steps > 0; steps--)
        {
            var at = random.Next(bytes.Count + 1);
            switch (random.Next(6))
            {
                case 0 when at < bytes.Count:
                    bytes[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 1 when at < bytes.Count:
                    bytes.RemoveRange(at, Math.Min(random.Next(1, 12), bytes.Count - at));
                    break;
                case 2:
                    var other = Seeds[random.Next(Seeds.Length)];
                    var from = random.Next(other.Length);
                    bytes.InsertRange(at, other[from..Math.Min(other.Length, from + random.Next(1, 40))]);
                    break;
                case 3:
                    // Just within the object, where a whole member fits and later ones of the same name count.
                    bytes.InsertRange(Math.Min(1, bytes.Count), Pieces[random.Next(Pieces.Length)]);
                    break;
                case 4:
                    ReplaceValue(bytes, random);
                    break;
                default:
                    bytes.InsertRange(at, Pieces[random.Next(Pieces.Length)]);
                    break;
            }
        }

        return [.. bytes];
    }

    private static void ReplaceValue(List<byte> bytes, Random random)
    {
        var colons = Enumerable.Range(0, bytes.Count).Where(index => bytes[index] == ':').ToList();
        if (colons.Count == 0)
        {
            return;
        }

        var begin = colons[random.Next(colons.Count)] + 1;
        var end = bytes.FindIndex(begin, value => value is (byte)',' or (byte)'}');
        bytes.RemoveRange(begin, (end < 0 ? bytes.Count : end) - begin);
        bytes.InsertRange(begin, Pieces[random.Next(Pieces.Length)]);
    }

    private static long Number(string name, long standard) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } text ? long.Parse(text, CultureInfo.InvariantCulture) : standard;
}
