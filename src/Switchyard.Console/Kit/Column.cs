using Microsoft.AspNetCore.Components;

namespace Switchyard.Console.Kit;

/// <summary>A column of a <see cref="DataTable{T}"/>.</summary>
public sealed class Column<T> : ComponentBase
{
    /// <summary>What stands above it, and before each value where the page is narrow.</summary>
    [Parameter]
    [EditorRequired]
    public string Title { get; set; } = "";

    /// <summary>Shows the value.</summary>
    [Parameter]
    [EditorRequired]
    public RenderFragment<T> ChildContent { get; set; } = default!;

    /// <summary>What the rows are sorted by when somebody asks for it; null: they can not be.</summary>
    [Parameter]
    public Func<T, IComparable?>? SortBy { get; set; }

    /// <summary>Whether it holds numbers, which stand to the right.</summary>
    [Parameter]
    public bool IsNumber { get; set; }

    [CascadingParameter]
    private DataTable<T>? Table { get; set; }

    /// <inheritdoc />
    protected override void OnInitialized() => Table?.Add(this);
}
