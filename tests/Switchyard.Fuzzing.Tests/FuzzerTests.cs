using System.Text;

namespace Switchyard.Fuzzing.Tests;

/// <summary>The loop finds what is to be found. The parsers here are toys, each with one mistake of a kind that real ones have.</summary>
public sealed class FuzzerTests
{
    private static readonly FuzzPlan Plan = FuzzPlan.Of(["3:abc", "0:", "12:hello, world"], ":", "-1", "99");

    [Fact]
    public void A_length_that_is_believed_is_found_and_made_small()
    {
        var failure = Should.Throw<FuzzFailedException>(() => new Fuzzer(Plan, Believing).Run(2_000, seed: 1));

        failure.InnerException.ShouldBeOfType<ArgumentOutOfRangeException>();
        failure.Smallest.Count.ShouldBe(2);
        failure.Message.ShouldContain("Seed 1, input ");
    }

    [Fact]
    public void The_same_seed_finds_the_same_and_another_one_another()
    {
        string Found(int seed) => Should.Throw<FuzzFailedException>(() => new Fuzzer(Plan, Believing).Run(2_000, seed)).Message;

        Found(7).ShouldBe(Found(7));
        Found(7).ShouldNotBe(Found(8));
    }

    [Fact]
    public void A_result_that_depends_on_where_the_input_is_cut_is_found()
    {
        // Counts ends of lines, and takes a CR and an LF that came in two pieces for two.
        static int Count(byte[] input, IEnumerable<int> pieces)
        {
            var (lines, at) = (0, 0);
            foreach (var piece in pieces)
            {
                var text = Encoding.Latin1.GetString(input, at, piece).Replace("\r\n", "\n", StringComparison.Ordinal);
                lines += text.Count(static c => c is '\r' or '\n');
                at += piece;
            }

            return lines;
        }

        var failure = Should.Throw<FuzzFailedException>(() => new Fuzzer(FuzzPlan.Of(["a\r\nb\r\n"]), (input, random) =>
        {
            Holds.Equal(Count(input, Cuts.Of(input.Length, random)), Count(input, [input.Length]));
            return 0;
        }).Run(2_000, seed: 1));

        Escaped.Text([.. failure.Smallest]).ShouldContain("\\r\\n");
    }

    [Fact]
    public void Memory_that_grows_faster_than_the_input_is_found()
    {
        // Keeps the path of each item as a text of its own.
        static int Paths(byte[] input, Random random)
        {
            var path = "";
            List<string> kept = [];
            foreach (var unit in input)
            {
                path += (char)unit;
                kept.Add(path);
            }

            return kept.Count == 0 ? 0 : 1;
        }

        Should.Throw<FuzzFailedException>(() => new Fuzzer(Plan, Paths).Run(2_000, seed: 1)).Message.ShouldContain("are allowed");
        new Fuzzer(Plan, static (input, _) => input.ToArray().Length % 5).Run(2_000, seed: 1).ShouldBe(5);
    }

    [Fact]
    public void What_lies_behind_several_conditions_is_found_by_going_on_from_each()
    {
        const int inputs = 30_000;
        var plan = FuzzPlan.Of(["........"], "f", "u", "z");

        // Each right letter is told apart from the wrong ones, as a parser tells a deeper state.
        static int Depth(byte[] input)
        {
            var depth = 0;
            while (depth < 4 && depth < input.Length && input[depth] == "fuzz"u8[depth])
            {
                depth++;
            }

            return depth < 4 ? depth : throw new InvalidOperationException("Reached.");
        }

        Should.Throw<FuzzFailedException>(() => new Fuzzer(plan, static (input, _) => Depth(input)).Run(inputs, seed: 1)).InnerException!.Message.ShouldBe("Reached.");
        new Fuzzer(plan, static (input, _) => Math.Min(Depth(input), 0)).Run(inputs, seed: 1).ShouldBe(1);
    }

    [Fact]
    public void A_run_that_took_one_path_only_proves_nothing()
    {
        Should.Throw<PropertyBrokenException>(() => FuzzRun.Check(Plan with { Inputs = 100 }, static (_, _) => 0));
        Should.NotThrow(() => FuzzRun.Check(Plan with { Inputs = 100 }, static (input, _) => input.Length % 2));
    }

    [Fact]
    public void Pieces_are_the_whole_input_in_its_order()
    {
        var random = new Random(5);
        for (var length = 0; length < 400; length++)
        {
            var input = new byte[length];
            random.NextBytes(input);
            Cuts.Of(length, random).Sum().ShouldBe(length);

            using var stream = new CutStream(input, random);
            using var read = new MemoryStream();
            stream.CopyTo(read);
            read.ToArray().ShouldBe(input);
        }
    }

    [Fact]
    public void Inputs_are_told_in_ASCII() => Escaped.Text([0, (byte)'"', (byte)'\\', (byte)'\n', 0xff, (byte)'a']).ShouldBe("\"\\x00\\\"\\\\\\n\\xffa\"");

    // Netstrings; the length is believed.
    private static int Believing(byte[] input, Random random)
    {
        var text = Encoding.Latin1.GetString(input);
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        return colon > 0 && int.TryParse(text[..colon], out var length) ? text.Substring(colon + 1, length).Length : -1;
    }
}
