using Microsoft.Extensions.Logging.Abstractions;
using Switchyard.Gateway.Recording.Journal;

namespace Switchyard.Gateway.Tests.Recording.Journal;

public sealed class JournalTests : IDisposable
{
    private readonly TemporaryJournal _temporary = new();

    public void Dispose() => _temporary.Dispose();

    [Fact]
    public void Records_come_back_in_order_over_many_segments()
    {
        using var journal = _temporary.Open();
        var written = new List<int>();
        for (var i = 0; i < 10_000; i++)
        {
            Append(journal, i, 4 + (i % 200));
            written.Add(i);
        }

        _temporary.ReadAll(journal).ShouldBe(written);
    }

    [Fact]
    public void Released_segments_are_deleted_and_the_backlog_is_zero()
    {
        using var journal = _temporary.Open();
        for (var i = 0; i < 5_000; i++)
        {
            Append(journal, i, 100);
        }

        journal.BacklogBytes.ShouldBeGreaterThan(500_000);
        _temporary.ReadAll(journal);

        journal.BacklogBytes.ShouldBe(0);
        _temporary.Segments.Length.ShouldBeLessThanOrEqualTo(1 + _temporary.Options.Ahead);
        journal.DiskBytes.ShouldBe(_temporary.Segments.Sum(path => new FileInfo(path).Length));
    }

    [Fact]
    public void A_journal_that_was_read_to_its_end_leaves_no_file()
    {
        var journal = _temporary.Open();
        Append(journal, 1);
        _temporary.ReadAll(journal);

        journal.Dispose();

        _temporary.Segments.ShouldBeEmpty();
    }

    [Fact]
    [Trait("criterion", "PRV-115")]
    public void What_a_process_left_is_read_by_the_next_one_before_its_own()
    {
        using (var first = _temporary.Open())
        {
            Append(first, 1);
            Append(first, 2);
        }

        using var second = _temporary.Open();
        Append(second, 3);
        var ended = new List<JournalLife>();

        _temporary.ReadAll(second, ended).ShouldBe([1, 2, 3]);
        ended.Count.ShouldBe(1);
        ended[0].Id.ShouldNotBe(second.Life.Id);
        ended[0].NodeName.ShouldBe("node-a");
        ended[0].SealedKey.ShouldBe([1, 2, 3]);
    }

    [Fact]
    [Trait("criterion", "PRV-115")]
    public void What_was_read_but_not_released_is_read_again()
    {
        using (var first = _temporary.Open())
        {
            Append(first, 1);
            new JournalReader(first, _temporary.Time).Read(10).Records.Count.ShouldBe(1);
        }

        using var second = _temporary.Open();
        _temporary.ReadAll(second).ShouldBe([1]);
    }

    [Fact]
    public void A_directory_has_one_owner()
    {
        using var journal = _temporary.Open();

        Should.Throw<IOException>(() => _temporary.Open()).Message.ShouldContain("another process may own it");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(9)]
    [InlineData(20)]
    [Trait("criterion", "PRV-115")]
    public void A_torn_last_record_is_left_out(int bytesKept)
    {
        using (var first = _temporary.Open())
        {
            Append(first, 1, 40);
            Append(first, 2, 40);
        }

        Overwrite(SegmentHeader.Bytes + RecordFrame.SizeOf(40) + bytesKept, new byte[RecordFrame.SizeOf(40) - bytesKept]);

        using var second = _temporary.Open();
        _temporary.ReadAll(second).ShouldBe([1]);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(16)]
    [InlineData(30)]
    [Trait("criterion", "PRV-115")]
    public void A_hole_between_records_is_skipped(int from)
    {
        using (var first = _temporary.Open())
        {
            for (var i = 1; i <= 5; i++)
            {
                Append(first, i, 40);
            }
        }

        Overwrite(SegmentHeader.Bytes + RecordFrame.SizeOf(40) + from, new byte[RecordFrame.SizeOf(40) - from]);

        using var second = _temporary.Open();
        _temporary.ReadAll(second).ShouldBe([1, 3, 4, 5]);
    }

    [Fact]
    [Trait("criterion", "PRV-115")]
    public void What_was_released_is_not_read_again_by_the_next_process()
    {
        using (var first = _temporary.Open())
        {
            Append(first, 1);
            Append(first, 2);
            _temporary.ReadAll(first).ShouldBe([1, 2]);
            Append(first, 3);
            Append(first, 4);
        }

        using (var second = _temporary.Open())
        {
            // A part of a dead segment is remembered too.
            var reader = new JournalReader(second, _temporary.Time);
            reader.Read(1).Records.Select(TemporaryJournal.NumberOf).ShouldBe([3]);
            reader.Release();
            reader.Read(1).Records.Select(TemporaryJournal.NumberOf).ShouldBe([4]);
        }

        using var third = _temporary.Open();
        var ended = new List<JournalLife>();
        _temporary.ReadAll(third, ended).ShouldBe([4]);
        ended.Count.ShouldBe(2);
        Directory.GetFiles(_temporary.Options.Directory, "*.released").ShouldBeEmpty();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(7)]
    [InlineData(16)]
    public void A_mark_of_release_that_is_torn_or_wrong_only_repeats_more(int length)
    {
        using (var first = _temporary.Open())
        {
            Append(first, 1);
            _temporary.ReadAll(first).ShouldBe([1]);
            Append(first, 2);
        }

        var mark = Directory.GetFiles(_temporary.Options.Directory, "*.released").ShouldHaveSingleItem();
        var content = File.ReadAllBytes(mark)[..length];
        if (length == 16)
        {
            content[5] ^= 1;
        }

        File.WriteAllBytes(mark, content);
        File.WriteAllBytes(Path.Combine(_temporary.Options.Directory, "gone.journal.released"), content);

        using var second = _temporary.Open();
        _temporary.ReadAll(second).ShouldBe([1, 2]);
        Directory.GetFiles(_temporary.Options.Directory, "*.released").ShouldBeEmpty();
    }

    [Fact]
    public void Every_flipped_bit_of_a_record_is_noticed()
    {
        using (var first = _temporary.Open())
        {
            Append(first, 1, 8);
        }

        var path = _temporary.Segments[0];
        var whole = File.ReadAllBytes(path);
        using var cursor = new FileStream(path, FileMode.Open, FileAccess.Write);
        for (var bit = 0; bit < (RecordFrame.HeaderBytes - 4 + 8) * 8; bit++)
        {
            // The last four header bytes are unused and not read.
            var at = SegmentHeader.Bytes + (bit / 8) + (bit / 8 >= 12 ? 4 : 0);
            Poke(cursor, at, (byte)(whole[at] ^ (1 << (bit % 8))));
            SegmentReader.TryOpen(path, _temporary.Time, out var reader).ShouldBeTrue();
            using (reader)
            {
                reader!.Read().ShouldBeNull($"bit {bit}");
            }

            Poke(cursor, at, whole[at]);
        }
    }

    [Fact]
    public void Files_without_a_valid_header_are_set_aside()
    {
        File.WriteAllBytes(Path.Combine(_temporary.Options.Directory, "00000000-0.journal"), new byte[100]);
        using var journal = _temporary.Open();
        Append(journal, 1);

        _temporary.ReadAll(journal).ShouldBe([1]);
        File.Exists(Path.Combine(_temporary.Options.Directory, "00000000-0.journal.invalid")).ShouldBeTrue();
    }

    [Fact]
    public void A_record_too_long_is_refused()
    {
        using var journal = _temporary.Open();

        journal.TryAppend(new byte[journal.MaxPayloadBytes + 1], mayUseReserve: true).ShouldBeFalse();
        journal.TryAppend(new byte[journal.MaxPayloadBytes], mayUseReserve: true).ShouldBeTrue();
    }

    [Fact]
    [Trait("criterion", "PRV-114")]
    public void At_the_size_limit_starts_are_refused_while_ends_still_fit_and_room_comes_back()
    {
        using var temporary = new TemporaryJournal(maxBytes: 2 * (64 << 10));
        using var journal = temporary.Open();
        var starts = 0;
        while (journal.TryAppend(TemporaryJournal.Number(starts, 100), mayUseReserve: false))
        {
            starts++;
            journal.Maintain();
        }

        journal.DiskBytes.ShouldBe(temporary.Options.MaxBytes);
        var ends = 0;
        while (journal.TryAppend(TemporaryJournal.Number(starts + ends, 100), mayUseReserve: true))
        {
            ends++;
        }

        ends.ShouldBeGreaterThan(200);
        temporary.ReadAll(journal).ShouldBe(Enumerable.Range(0, starts + ends));
        journal.Maintain();
        journal.TryAppend(TemporaryJournal.Number(0), mayUseReserve: false).ShouldBeTrue();
    }

    [Fact]
    public void Nothing_is_appended_after_the_end()
    {
        var journal = _temporary.Open();
        journal.Dispose();

        journal.TryAppend(new byte[4], mayUseReserve: true).ShouldBeFalse();
        journal.Maintain();
        journal.TryAppend(new byte[4], mayUseReserve: true).ShouldBeFalse();
    }

    [Fact]
    public void A_directory_that_can_not_grow_refuses_records_and_recovers()
    {
        // A file in the place of each segment that is due makes creation fail like a full disk does, on every file system.
        var life = TemporaryJournal.LifeOf(Guid.CreateVersion7(_temporary.Time.GetUtcNow()));
        var blocked = Path.Combine(_temporary.Options.Directory, life.Id.ToString("N") + "-00000000.journal");
        Directory.CreateDirectory(blocked);
        using var journal = new SegmentedJournal(_temporary.Options, life, NullLogger.Instance);

        journal.Maintain();
        journal.TryAppend(new byte[4], mayUseReserve: true).ShouldBeFalse();

        Directory.Delete(blocked);
        journal.Maintain();
        journal.TryAppend(new byte[4], mayUseReserve: true).ShouldBeTrue();
    }

    private static void Append(SegmentedJournal journal, int number, int length = 4)
    {
        if (!journal.TryAppend(TemporaryJournal.Number(number, length), mayUseReserve: true))
        {
            journal.Maintain();
            journal.TryAppend(TemporaryJournal.Number(number, length), mayUseReserve: true).ShouldBeTrue();
        }
    }

    private static void Poke(FileStream file, long at, byte value)
    {
        file.Position = at;
        file.WriteByte(value);
        file.Flush();
    }

    private void Overwrite(long at, byte[] bytes)
    {
        using var file = new FileStream(_temporary.Segments[0], FileMode.Open, FileAccess.Write);
        file.Position = at;
        file.Write(bytes);
    }
}
