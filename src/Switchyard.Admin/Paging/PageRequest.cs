using Switchyard.Admin.Requests;

namespace Switchyard.Admin.Paging;

/// <summary>The part of a list that is asked for.</summary>
/// <param name="Limit">Most items, 1 to 1000.</param>
/// <param name="After">Sort keys of the last item of the part before; empty for the first part.</param>
internal sealed record PageRequest(int Limit, IReadOnlyList<string> After)
{
    /// <summary>Reads <c>limit</c> and <c>cursor</c> of the list <paramref name="list"/>, whose sort key has <paramref name="keys"/> parts.</summary>
    public static PageRequest Read(RequestQuery query, string list, int keys)
    {
        var limit = query.Integer("limit", Cursor.DefaultLimit, 1, Cursor.MaxLimit);
        var cursor = query.Text("cursor");
        if (cursor is null)
        {
            return new PageRequest(limit, []);
        }

        if (Cursor.TryDecode(cursor, list, keys, out var after))
        {
            return new PageRequest(limit, after);
        }

        query.Fault("cursor", "This is no cursor of this list; use 'next' of a former answer.");
        return new PageRequest(limit, []);
    }

    /// <summary>Cuts <paramref name="rows"/>, read with a limit one higher than <see cref="Limit"/>, to a page.</summary>
    public Page<T> ToPage<T>(string list, IReadOnlyList<T> rows, Func<T, string[]> keys) =>
        rows.Count > Limit ? new Page<T>([.. rows.Take(Limit)], Cursor.Encode(list, keys(rows[Limit - 1]))) : new Page<T>(rows, null);
}
