using Switchyard.Admin.Client.Paging;

namespace Switchyard.Cli.Inputs;

/// <summary>Reads a list to its end.</summary>
internal static class Pages
{
    public static async Task<IReadOnlyList<T>> AllAsync<T>(Func<string?, Task<Page<T>>> read)
    {
        var items = new List<T>();
        string? cursor = null;
        do
        {
            var page = await read(cursor);
            items.AddRange(page.Items);
            cursor = page.Next;
        }
        while (cursor is not null);

        return items;
    }
}
