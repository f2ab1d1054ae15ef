//! A lesson: its blocks, each with its offset in the margin, and its exercises among them.

use api::{
    course::{Block, Course, Lesson, Note, Part},
    exercise::ExerciseKind,
};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use super::not_found::NotFoundPage;
use crate::{
    answer::Answer,
    browser, client,
    components::{
        announcer::Announcer, ask::AskForm, contents::Contents, exercise_place::ExercisePlace,
        figure_place::FigurePlace, notice::FailureNotice, outline::Outline, pager::Pager, prose,
    },
    i18n,
    progress::LearnerProgress,
    served,
};

#[component]
pub fn LessonPage() -> impl IntoView {
    let lang = i18n::lang();
    let params = use_params_map();
    let slug = Memo::new(move |_| params.with(|params| params.get("slug").unwrap_or_default()));
    let answer = Answer::to(move || client::course(lang));
    let course = Signal::derive(move || answer.ok());
    // The index and the section's title come with the course: without it they would push down what
    // is already read.
    let course_came = Memo::new(move |_| answer.get().is_some());
    let progress = expect_context::<LearnerProgress>();
    Effect::new(move |_| {
        if let Some(course) = course.get() {
            progress.merge(&course);
            super::moved::go_on(&course, lang);
        }
    });
    let lesson = Answer::to(move || {
        let slug = slug.get();
        async move { client::lesson(&slug, lang).await }
    });
    let retry = Callback::new(move |()| lesson.ask_again());
    let announcer = expect_context::<Announcer>();
    let copied = i18n::first_words().lesson.copied;
    move || {
        course_came.get().then(|| lesson.get()).flatten().map(|lesson| match lesson {
            Ok(lesson) => view! {
                <div class="workbook">
                    <Outline course slug=lesson.slug.clone()/>
                    <main
                        id="main"
                        class="lesson"
                        on:click=move |event| prose::copy(&event, announcer, copied)
                        on:keydown=|event| prose::dismiss(&event)
                        on:focusin=|_| prose::allow_again()
                        on:mouseover=|_| prose::allow_again()
                    >
                        <LessonBody section=section_of(course, &lesson.number) lesson/>
                    </main>
                </div>
            }
            .into_any(),
            Err(failure) if failure.status() == Some(404) => view! { <NotFoundPage/> }.into_any(),
            Err(failure) => {
                served::hand_over();
                view! { <main id="main" class="sheet"><FailureNotice failure retry/></main> }
                    .into_any()
            }
        })
    }
}

/// The title of the section in which a lesson with this number is.
fn section_of(course: Signal<Option<Course>>, number: &str) -> Signal<Option<String>> {
    let section = number.split('.').next().unwrap_or_default().to_owned();
    Signal::derive(move || {
        let sections = course.get()?.sections;
        sections.into_iter().find(|known| known.number == section).map(|known| known.title)
    })
}

#[component]
fn LessonBody(lesson: Lesson, section: Signal<Option<String>>) -> impl IntoView {
    let words = i18n::first_words();
    super::arrived(&format!("{} {}", lesson.number, lesson.title));
    let end = lesson.blocks.len() as u32;
    let here = follow_reading(lesson.slug, end);
    prose::follow_overflow();
    if !served::is_there() {
        browser::next_frame(browser::scroll_to_fragment);
    }
    let lead = match lesson.question {
        Some(question) => view! { <p class="lead" inner_html=question></p> }.into_any(),
        None => view! { <p class="lead">{lesson.summary}</p> }.into_any(),
    };
    view! {
        <header class="opening">
            <p class="crumb">
                {lesson.number}
                {move || section.get().map(|section| format!(" · {section}"))}
                " · "
                {(words.course.minutes)(lesson.minutes)}
            </p>
            <h1>{lesson.title}</h1>
            {lead}
            <Contents blocks=lesson.blocks.clone()/>
        </header>
        {(0..).zip(lesson.blocks).map(|(offset, block)| view! { <Entry offset block here/> }).collect_view()}
        <Gist offset=end lines=lesson.gist/>
        <Pager previous=lesson.previous next=lesson.next/>
    }
}

#[component]
fn Entry(offset: u32, block: Block, here: ReadSignal<u32>) -> impl IntoView {
    let own = format!("o{offset}");
    let (anchor, title) = match block.heading {
        Some(heading) => (heading.anchor, heading.title),
        None => (own.clone(), format!("{offset:02}")),
    };
    let is_here = Signal::derive(move || here.get() == offset);
    let is_whole = matches!(block.parts[..], [Part::Exercise { .. }]);
    view! {
        <section class="entry" id=own>
            <Folio offset anchor title is_here/>
            <div class="blk" class:whole=is_whole>
                <div class="txt">{block.parts.into_iter().map(part).collect_view()}</div>
                <Notes notes=block.notes/>
            </div>
        </section>
    }
}

/// A block's place, and the link to it.
#[component]
fn Folio(
    offset: u32,
    anchor: String,
    title: String,
    #[prop(into)] is_here: Signal<bool>,
) -> impl IntoView {
    let words = &i18n::first_words().lesson;
    view! {
        <a
            class="folio"
            class:here=is_here
            href=format!("#{anchor}")
            rel="external"
            aria-label=(words.link_to)(&title)
        >
            {format!("{offset:02}")}
        </a>
    }
}

fn part(part: Part) -> AnyView {
    match part {
        Part::Prose { html } => view! { <div class="prose" inner_html=html></div> }.into_any(),
        Part::Exercise { id, text } => {
            view! { <ExercisePlace id kind=ExerciseKind::Exercise text/> }.into_any()
        }
        Part::Miniature { id, text } => {
            view! { <ExercisePlace id kind=ExerciseKind::Miniature text/> }.into_any()
        }
        Part::Ask { ask } => view! { <AskForm ask/> }.into_any(),
        Part::Figure { figure } => view! { <FigurePlace figure/> }.into_any(),
    }
}

#[component]
fn Notes(notes: Vec<Note>) -> impl IntoView {
    let note = |Note { number, html }| {
        view! {
            <div class="note-m" role="note" id=format!("n{number}")>
                <a href=format!("#r{number}") rel="external">{number}</a>
                <div inner_html=html></div>
            </div>
        }
    };
    (!notes.is_empty())
        .then(|| view! { <div class="notes">{notes.into_iter().map(note).collect_view()}</div> })
}

#[component]
fn Gist(offset: u32, lines: Vec<String>) -> impl IntoView {
    let words = &i18n::first_words().lesson;
    (!lines.is_empty()).then(|| {
        view! {
            <section class="entry" id="gist">
                <Folio offset anchor="gist".to_owned() title=words.gist.to_owned() is_here=false/>
                <div class="blk">
                    <div class="txt">
                        <div class="prose gist">
                            <h2>{words.gist}</h2>
                            {lines.into_iter().map(|line| view! { <p inner_html=line></p> }).collect_view()}
                        </div>
                    </div>
                </div>
            </section>
        }
    })
}

/// Tracks which block is being read, and stores how far the reader came.
fn follow_reading(slug: String, blocks: u32) -> ReadSignal<u32> {
    let (here, set_here) = signal(0);
    let progress = expect_context::<LearnerProgress>();
    let watch = StoredValue::new_local(None);
    Effect::new(move |_| {
        let slug = slug.clone();
        let seen = move |id: String| {
            if let Some(offset) = id.strip_prefix('o').and_then(|offset| offset.parse().ok()) {
                set_here.set(offset);
                // Nothing follows the last block, so a reader who reaches it has read all.
                let position = if offset + 1 == blocks { blocks } else { offset };
                progress.reached(&slug, position);
            }
        };
        watch.set_value(browser::watch_sight("main .entry[id]", seen));
    });
    on_cleanup(move || drop(watch.try_set_value(None)));
    here
}
