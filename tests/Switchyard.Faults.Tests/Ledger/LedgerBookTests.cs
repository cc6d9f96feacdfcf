using Switchyard.Faults.Ledger;
using Switchyard.Faults.Tests.Verdicts;
using Switchyard.Faults.Verdicts;

namespace Switchyard.Faults.Tests.Ledger;

/// <summary>The book is the evidence: what is read back is what was written.</summary>
public sealed class LedgerBookTests
{
    [Fact]
    public void A_ledger_is_read_as_it_was_written()
    {
        var folder = Directory.CreateTempSubdirectory("switchyard-ledger-").FullName;
        var (first, second) = (Path.Combine(folder, "first"), Path.Combine(folder, "second"));
        Write(first, GoodLedger.Make());

        var read = LedgerBook.Read(first);
        Write(second, read);

        LedgerChecks.Run(read, new Exercise(), TimeSpan.FromSeconds(5)).ShouldBeEmpty();
        read.Select(entry => entry.GetType()).ShouldBe(GoodLedger.Make().Select(entry => entry.GetType()));
        File.ReadAllText(second).ShouldBe(File.ReadAllText(first));
        Directory.Delete(folder, recursive: true);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(21)]
    [InlineData(3_500)]
    public void A_mark_shows_in_three_fields(int mark)
    {
        Marks.OfDisplayName(Marks.DisplayName(mark)).ShouldBe(mark);
        Marks.OfIdle(Marks.Idle(mark)).ShouldBe(mark);
    }

    [Theory]
    [InlineData("17m1s", 21)]
    [InlineData("1h", 2_600)]
    [InlineData("5m", -1)]
    [InlineData("30s", -1)]
    [InlineData(null, -1)]
    public void A_duration_is_read_as_the_product_writes_it(string? text, int mark) => Marks.OfIdle(text).ShouldBe(mark);

    private static void Write(string path, IEnumerable<LedgerEntry> entries)
    {
        using var book = new LedgerBook(TimeProvider.System, path);
        foreach (var entry in entries)
        {
            book.Append(entry);
        }
    }
}
