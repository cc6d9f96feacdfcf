using System.Buffers;
using System.Globalization;
using System.Text;

namespace Switchyard.Processes;

/// <summary>Reads <c>/proc</c>. A process that ends meanwhile, or belongs to somebody else, is simply not there.</summary>
internal static class ProcessTable
{
    private const string Root = "/proc";
    private static readonly byte[] MarkPrefix = Encoding.ASCII.GetBytes(ProcessMark.Variable + "=");

    /// <summary>Every process that can be seen.</summary>
    public static IEnumerable<ProcessEntry> All()
    {
        foreach (var directory in Directory.EnumerateDirectories(Root))
        {
            if (int.TryParse(directory.AsSpan(Root.Length + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var id) && Find(id) is { } entry)
            {
                yield return entry;
            }
        }
    }

    /// <summary>One process, or null.</summary>
    public static ProcessEntry? Find(int id)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(4096);
        try
        {
            var read = Read($"{Root}/{id}/stat", ref buffer);
            return read > 0 ? Parse(id, buffer.AsSpan(0, read)) : null;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>The mark a process was started with, or null.</summary>
    public static string? MarkOf(int id)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(16 << 10);
        try
        {
            var read = Read($"{Root}/{id}/environ", ref buffer);
            for (var rest = (ReadOnlySpan<byte>)buffer.AsSpan(0, Math.Max(read, 0)); !rest.IsEmpty;)
            {
                var end = rest.IndexOf((byte)0);
                var variable = end < 0 ? rest : rest[..end];
                if (variable.StartsWith(MarkPrefix))
                {
                    return Encoding.UTF8.GetString(variable[MarkPrefix.Length..]);
                }

                rest = end < 0 ? default : rest[(end + 1)..];
            }

            return null;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer, clearArray: true);
        }
    }

    /// <summary>
    /// Whether this process may look into another one. Where it may not, <c>/proc</c> hides the place of the environment too (proc(5), <c>env_start</c>), which then looks like that of a process that is changing its program.
    /// </summary>
    public static bool IsOpen(int id)
    {
        try
        {
            using var file = File.OpenHandle($"{Root}/{id}/environ");
            return true;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>Reads the whole file, making <paramref name="buffer"/> larger as needed; -1 when it can not be read.</summary>
    private static int Read(string path, ref byte[] buffer)
    {
        try
        {
            using var file = File.OpenHandle(path);
            var length = 0;
            while (true)
            {
                var read = RandomAccess.Read(file, buffer.AsSpan(length), length);
                if (read == 0)
                {
                    return length;
                }

                length += read;
                if (length == buffer.Length)
                {
                    var larger = ArrayPool<byte>.Shared.Rent(buffer.Length * 2);
                    buffer.AsSpan(0, length).CopyTo(larger);
                    ArrayPool<byte>.Shared.Return(buffer, clearArray: true);
                    buffer = larger;
                }
            }
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return -1;
        }
    }

    private static ProcessEntry? Parse(int id, ReadOnlySpan<byte> stat)
    {
        // The name in parentheses may contain anything, so the fields are counted from the last one. They are separated by single blanks: state is field 3 of proc(5).
        var name = stat.LastIndexOf((byte)')');
        if (name < 0)
        {
            return null;
        }

        var fields = Encoding.ASCII.GetString(stat[(name + 2)..]).Split(' ');
        return fields.Length > 48
            ? new ProcessEntry(
                id, fields[0][0], int.Parse(fields[3], CultureInfo.InvariantCulture), ulong.Parse(fields[19], CultureInfo.InvariantCulture),
                long.Parse(fields[21], CultureInfo.InvariantCulture) * Signals.PageSize, fields[20] != "0" && fields[48] == "0")
            : null;
    }
}
