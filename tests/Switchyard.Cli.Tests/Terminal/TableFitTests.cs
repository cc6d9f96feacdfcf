using Switchyard.Cli.Terminal;

namespace Switchyard.Cli.Tests.Terminal;

public sealed class TableFitTests
{
    [Fact]
    public void The_widest_columns_give_way_and_narrow_ones_stay_whole()
    {
        TableFit.Widths([4, 100, 8], 2, 60).ShouldBe([4, 42, 8]);
        TableFit.Widths([50, 50], 2, 44).ShouldBe([20, 20]);
        TableFit.Widths([4, 5], 2, 80).ShouldBe([4, 5]);
        TableFit.Widths([50, 50, 50], 2, 10).ShouldBe([6, 6, 6]);
    }

    [Fact]
    public void Whatever_the_columns_are_they_fit_if_they_can()
    {
        var random = new Random(1);
        for (var round = 0; round < 2_000; round++)
        {
            int[] natural = [.. Enumerable.Range(0, random.Next(1, 9)).Select(_ => random.Next(1, 120))];
            var width = random.Next(20, 250);
            var widths = TableFit.Widths(natural, 2, width);

            widths.Select((one, i) => one <= natural[i] && (one == natural[i] || one >= TableFit.Narrowest)).ShouldAllBe(fits => fits);
            if (natural.Sum(one => Math.Min(one, TableFit.Narrowest)) + (2 * natural.Length) <= width)
            {
                (widths.Sum() + (2 * natural.Length)).ShouldBeLessThanOrEqualTo(width);
            }
        }
    }

    [Fact]
    public void A_table_on_a_screen_is_as_wide_as_COLUMNS_says_and_in_a_pipe_nothing_is_cut()
    {
        var text = new string('x', 200);
        Print(isScreen: true).Split('\n').ShouldAllBe(line => line.TrimEnd().Length <= 50);
        Print(isScreen: true).ShouldContain("…");
        Print(isScreen: false).ShouldContain(text);

        string Print(bool isScreen)
        {
            using var output = new StringWriter();
            var environment = new CliEnvironment { Out = output, IsScreen = isScreen, Variable = name => name == "COLUMNS" ? "50" : null };
            new Printer(environment, json: false).Table(["a"], ("NAME", item => item), ("NOTE", _ => text), ("STATE", _ => "applied"));
            return output.ToString();
        }
    }
}
