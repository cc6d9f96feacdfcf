using System.Text;
using Switchyard.Fuzzing;
using Switchyard.Hub.Protocol;
using Switchyard.Hub.Tests.Rig;

namespace Switchyard.Hub.Tests.Protocol;

/// <summary>A frame that was read is written so that whoever reads it reads the same; one that is refused is refused in words.</summary>
public sealed class FrameRoundTripTests
{
    private static readonly FuzzPlan Plan = new(
        [.. FrameSamples.All.Select(FrameWriter.ToBytes)],
        [
            .. new[]
            {
                "null", "true", "-1", "1e400", "9223372036854775808", "\"\"", "\"\\ud800\"", "\"\\u0000\"", "{}", "[]", "[[", "\\", "\"", ",", ":", "{", "}", "\"type\":\"hello\",", "\"type\":\"event\",", "\"type\":\"snapshot\",",
                "\"type\":\"welcome\",", "\"type\":\"bookmark\",", "\"type\":\"nack\",", "\"type\":\"goaway\",", "\"type\":\"report\",", "\"data\":{\"objects\":[]},", "\"seq\":1,", "\"after\":\"36500d\",", "\"after\":\"0\",",
                "\"originatedAt\":\"9999-12-31T23:59:59-14:00\",", "\"originatedAt\":\"0001-01-01T00:00:00+14:00\",", "\"objects\":null,", "\"facts\":{},", "𝄞", "\\u00e9",
            }.Select(Encoding.UTF8.GetBytes),
            [0xff], [0xed, 0xa0, 0x80], [0xef, 0xbb, 0xbf],
        ]);

    [Fact]
    [Trait("criterion", "HUB-65")]
    public void What_is_read_is_written_and_read_again_as_the_same() => FuzzRun.Check(
        Plan,
        static (input, _) =>
        {
            Frame frame;
            try
            {
                frame = FrameReader.Read(input);
            }
            catch (FrameException fault)
            {
                Holds.That(fault.Message.Length is > 0 and < 1000);
                return -1;
            }

            if (frame is UnknownFrame)
            {
                // Of a kind that a later version has; it is not written by anybody here.
                return -2;
            }

            var written = FrameWriter.ToBytes(frame);
            Holds.Same(FrameWriter.ToBytes(FrameReader.Read(written)), written);
            return FrameTypes.NameOf(frame).Length + (written.Length % 7 * 100);
        },
        leastKinds: 10);
}
