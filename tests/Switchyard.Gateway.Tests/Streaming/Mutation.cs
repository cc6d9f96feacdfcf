namespace Switchyard.Gateway.Tests.Streaming;

/// <summary>Damages bytes the way fuzzers do, from a fixed seed.</summary>
internal static class Mutation
{
    private static readonly byte[] Telling = "\n\r:{}[]\",\\u0 e-9\0"u8.ToArray();

    public static byte[] Of(byte[] seed, Random random)
    {
        var bytes = seed.ToList();
        for (var change = random.Next(1, 6); change > 0 && bytes.Count > 2; change--)
        {
            var at = random.Next(bytes.Count);
            switch (random.Next(5))
            {
                case 0:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 1:
                    bytes[at] = Telling[random.Next(Telling.Length)];
                    break;
                case 2:
                    bytes.Insert(at, Telling[random.Next(Telling.Length)]);
                    break;
                case 3:
                    bytes.RemoveRange(at, random.Next(1, Math.Min(40, bytes.Count - at) + 1));
                    break;
                default:
                    bytes.InsertRange(at, bytes.GetRange(at, random.Next(1, Math.Min(60, bytes.Count - at) + 1)));
                    break;
            }
        }

        return [.. bytes];
    }
}
